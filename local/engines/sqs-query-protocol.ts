import { randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';

/**
 * SQS's query protocol, which AWS SDKs and command lines before November 2023 speak and fauxqs does
 * not: form fields in, XML out, translated to and from the JSON protocol.
 *
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 */

/** API version in the request, which tells SQS apart from SNS, whose calls look alike. */
const SQS_VERSION = '2012-11-05';

type Fields = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

const wholeNumbers = new Set([
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'WaitTimeSeconds',
  'DelaySeconds',
  'MaxResults',
]);

/** Adds SQS's query protocol to fauxqs. Call before it listens. */
export const speakQueryProtocol = (app: ReturnType<typeof buildApp>): void => {
  app.addHook('preHandler', async (request, reply) => {
    // Checked first, because an object on its way to S3 has millions of bytes, and a field for
    // each.
    if (!isForm(request.headers['content-type'])) return;
    const fields = textFields(request.body);
    if (fields.Version !== SQS_VERSION) return;
    const { Action: action = '' } = fields;
    // Some clients name the queue only by posting to its URL.
    const call = {
      ...(request.url === '/' ? {} : { QueueUrl: request.url }),
      ...queryToJson(fields),
    };
    const answer = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: request.headers.host ?? '127.0.0.1',
        authorization: request.headers.authorization ?? '',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
      },
      payload: JSON.stringify(call),
    });
    reply.code(answer.statusCode).header('content-type', 'text/xml');
    const body: unknown = answer.payload === '' ? {} : JSON.parse(answer.payload);
    const json = isObject(body) ? body : {};
    if (answer.statusCode < 300) return reply.send(jsonToXml(action, json));
    const [code = 'InternalFailure', type = 'Receiver'] = String(
      answer.headers['x-amzn-query-error'] ?? json.__type ?? '',
    ).split(';');
    return reply.send(errorXml(code, type, String(json.message ?? json.Message ?? '')));
  });
};

const typed = (name: string, value: string): unknown =>
  wholeNumbers.has(name) ? Number(value) : value;

/** The fields below a prefix, without it: `below({'a.1.b': 'x'}, 'a.')` is `{'1.b': 'x'}`. */
const below = (fields: Fields, prefix: string): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );

/** Members of a flattened list, in order: the fields of each without `<name>.<n>`. */
const members = (fields: Fields, name: string): readonly Fields[] => {
  const inside = below(fields, `${name}.`);
  const numbers = new Set(Object.keys(inside).map((key) => Number(key.split('.')[0])));
  return [...numbers]
    .sort((left, right) => left - right)
    .map((number) => ({ '': inside[String(number)] ?? '', ...below(inside, `${number}.`) }));
};

const listOf = (fields: Fields, name: string): readonly string[] =>
  members(fields, name).map((member) => member[''] ?? '');

const mapOf = (
  fields: Fields,
  name: string,
  key: string,
  value: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    members(fields, name).map((member) => [member[key] ?? '', member[value] ?? '']),
  );

const messageAttributes = (fields: Fields, name: string): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    members(fields, name).map((member) => [member.Name ?? '', below(member, 'Value.')]),
  );

const plainFields = (fields: Fields): Json =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key !== '' && !key.includes('.'))
      .map(([key, value]) => [key, typed(key, value)]),
  );

const withAttributes = (fields: Fields): Json => {
  const own = messageAttributes(fields, 'MessageAttribute');
  return {
    ...plainFields(fields),
    ...(Object.keys(own).length === 0 ? {} : { MessageAttributes: own }),
  };
};

/** Translates the call into the JSON protocol. */
const queryToJson = (fields: Fields): Json => {
  const { Action: action = '', Version: _version, ...own } = fields;
  const entries = members(own, `${action}RequestEntry`);
  const attributeNames = listOf(own, 'AttributeName');
  const systemNames = listOf(own, 'MessageSystemAttributeName');
  const attributeSelection = listOf(own, 'MessageAttributeName');
  const attributes = mapOf(own, 'Attribute', 'Name', 'Value');
  const tags = mapOf(own, 'Tag', 'Key', 'Value');
  return {
    ...withAttributes(own),
    ...(entries.length === 0 ? {} : { Entries: entries.map(withAttributes) }),
    ...(attributeNames.length === 0 ? {} : { AttributeNames: attributeNames }),
    ...(systemNames.length === 0 ? {} : { MessageSystemAttributeNames: systemNames }),
    ...(attributeSelection.length === 0 ? {} : { MessageAttributeNames: attributeSelection }),
    ...(Object.keys(attributes).length === 0 ? {} : { Attributes: attributes }),
    ...(Object.keys(tags).length === 0
      ? {}
      : { [action === 'CreateQueue' ? 'tags' : 'Tags']: tags }),
    ...(action === 'UntagQueue' ? { TagKeys: listOf(own, 'TagKey') } : {}),
  };
};

/** Names of list members in XML, for lists that have a plural name in JSON. */
const memberNames: Readonly<Record<string, string>> = {
  QueueUrls: 'QueueUrl',
  Messages: 'Message',
  Failed: 'BatchResultErrorEntry',
};

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toXml = (name: string, value: unknown, action: string): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const member = name === 'Successful' ? `${action}ResultEntry` : (memberNames[name] ?? name);
    return value.map((item) => toXml(member, item, action)).join('');
  }
  if (isObject(value)) {
    const pairs = Object.entries(value);
    switch (name) {
      case 'Attributes':
        return pairs
          .map(([key, each]) =>
            element('Attribute', toXml('Name', key, action) + toXml('Value', each, action)),
          )
          .join('');
      case 'MessageAttributes':
        return pairs
          .map(([key, each]) =>
            element('MessageAttribute', toXml('Name', key, action) + toXml('Value', each, action)),
          )
          .join('');
      case 'Tags':
        return pairs
          .map(([key, each]) =>
            element('Tag', toXml('Key', key, action) + toXml('Value', each, action)),
          )
          .join('');
      default:
        return element(name, pairs.map(([key, each]) => toXml(key, each, action)).join(''));
    }
  }
  return element(name, escaped(String(value)));
};

/** Translates the answer into the query protocol. */
const jsonToXml = (action: string, answer: Json): string => {
  const result = Object.entries(answer).map(([name, value]) => toXml(name, value, action));
  return `<?xml version="1.0"?><${action}Response xmlns="http://queue.amazonaws.com/doc/${SQS_VERSION}/">${element(`${action}Result`, result.join(''))}${element('ResponseMetadata', element('RequestId', randomUUID()))}</${action}Response>`;
};

const errorXml = (code: string, type: string, message: string): string =>
  `<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/${SQS_VERSION}/">${element('Error', element('Type', type) + element('Code', escaped(code)) + element('Message', escaped(message)))}${element('RequestId', randomUUID())}</ErrorResponse>`;

const isForm = (contentType: string | undefined): boolean =>
  (contentType ?? '').includes('x-www-form-urlencoded');

const textFields = (body: unknown): Fields =>
  isObject(body)
    ? Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]))
    : {};
