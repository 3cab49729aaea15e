import * as z from 'zod/mini';
import { parseEventTime } from './event-time.ts';
import { anyObject, optionalText } from './mail-object.ts';
import { splitJson } from './split-json.ts';

/** What an envelope held. */
export type Opened =
  /** A document that states the type of an SES event. */
  | {
      readonly kind: 'claim';
      readonly type: string;
      readonly document: Readonly<Record<string, unknown>>;
      /** Time of publication by the outermost envelope that states it; epoch ms. */
      readonly publishedAtMs: number | undefined;
    }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'invalid'; readonly detail: string };

/**
 * Limit of nested levels of JSON and text. SNS in SQS in Lambda makes six; each program that passes
 * events on adds about four.
 */
const deepest = 40;

const text = z.catch(z.optional(z.string()), undefined);

/** Fields of AWS's envelopes that hold the content or the time of publication. */
const envelope = z.object({
  // SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
  Type: text,
  Message: z.optional(z.unknown()),
  Timestamp: text,
  // Lambda: one record per SNS notification or SQS message
  Records: z.optional(z.unknown()),
  Sns: z.optional(z.unknown()),
  body: z.optional(z.unknown()),
  // HTTP request of API Gateway or a function URL
  isBase64Encoded: z.optional(z.unknown()),
  // SQS's ReceiveMessage
  Messages: z.optional(z.unknown()),
  Body: z.optional(z.unknown()),
  // EventBridge: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html
  detail: z.catch(z.optional(anyObject), undefined),
  time: text,
  // what Lambda sends of a failed run:
  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
  requestPayload: z.optional(z.unknown()),
});

/** Fields that state the type of an SES event. A blank type counts as absent. */
const claims = z.object({ eventType: optionalText, notificationType: optionalText });

/** Objects that identify an event of SES whose type is missing. */
const eventObjects = [
  'bounce',
  'complaint',
  'delivery',
  'deliveryDelay',
  'reject',
  'open',
  'click',
  'failure',
  'send',
  'subscription',
];

/**
 * Takes the events of SES out of their envelopes: none, SNS over HTTP, SNS or SQS in a Lambda
 * event, SNS in SQS, SQS with raw delivery, EventBridge, Lambda's record of a failed run, and any
 * nesting of these.
 *
 * @param content - text, or the value of a parsed JSON document
 * @returns what it held, in document order; at least one entry
 */
export const openEnvelope = (content: unknown): readonly Opened[] => open(content, 0);

const looksLikeAnEvent = (document: Readonly<Record<string, unknown>>): boolean =>
  ['mail', 'eventType', 'notificationType'].some((name) => Object.hasOwn(document, name)) &&
  eventObjects.some((name) => z.safeParse(anyObject, document[name]).success);

const ignored = (why: string): readonly Opened[] => [{ kind: 'ignored', why }];
const invalid = (detail: string): readonly Opened[] => [{ kind: 'invalid', detail }];

const parseJson = (json: string): { readonly value: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return { value };
  } catch {
    return undefined;
  }
};

const isJson = (text: string): boolean => parseJson(text) !== undefined;

const openText = (content: string, depth: number, publishedAtMs?: number): readonly Opened[] => {
  // `trim` removes a byte order mark as well.
  const trimmed = content.trim();
  const parsed = parseJson(trimmed);
  if (parsed !== undefined) return open(parsed.value, depth + 1, publishedAtMs);
  // SES tests a topic with a plain sentence, and others may publish text there. Text that begins
  // like JSON was meant to be JSON, so it is an error when it does not parse.
  if (!/^(\{|\[\s*[[{"])/.test(trimmed)) return ignored('plain text');
  const { documents, rest } = splitJson(trimmed);
  const [first] = documents;
  // Several documents in a row, as Firehose writes them. A broken one fails alone.
  if (first !== undefined && (documents.length > 1 || (rest !== '' && isJson(first))))
    return [
      ...documents.flatMap((document) => openText(document, depth, publishedAtMs)),
      ...(rest === '' ? [] : invalid('broken JSON')),
    ];
  return invalid('broken JSON');
};

const openList = (
  list: readonly unknown[],
  depth: number,
  publishedAtMs?: number,
): readonly Opened[] =>
  list.length === 0
    ? ignored('an empty list')
    : list.flatMap((item) => open(item, depth + 1, publishedAtMs));

const decodeBody = (body: unknown, isBase64Encoded: unknown): unknown =>
  typeof body === 'string' && isBase64Encoded === true
    ? Buffer.from(body, 'base64').toString('utf8')
    : body;

const openObject = (
  document: Readonly<Record<string, unknown>>,
  depth: number,
  knownPublishedAtMs?: number,
): readonly Opened[] => {
  const { eventType, notificationType } = z.parse(claims, document);
  const type = eventType ?? notificationType;
  if (type !== undefined)
    return [{ kind: 'claim', type, document, publishedAtMs: knownPublishedAtMs }];
  if (looksLikeAnEvent(document)) return invalid('the event type is missing');

  const {
    Type,
    Message,
    Timestamp,
    Records,
    Sns,
    body,
    isBase64Encoded,
    Messages,
    Body,
    detail,
    time,
    requestPayload,
  } = z.parse(envelope, document);
  if (Type === 'SubscriptionConfirmation' || Type === 'UnsubscribeConfirmation')
    return ignored(`SNS ${Type}`);
  const inner =
    Message ??
    Records ??
    Sns ??
    decodeBody(body, isBase64Encoded) ??
    Messages ??
    Body ??
    detail ??
    requestPayload;
  const publishedAtMs =
    knownPublishedAtMs ??
    (Message === undefined ? undefined : parseEventTime(Timestamp)) ??
    (detail === undefined ? undefined : parseEventTime(time));
  if (inner !== undefined && inner !== null) return open(inner, depth + 1, publishedAtMs);
  return ignored('no event of SES');
};

const open = (content: unknown, depth: number, publishedAtMs?: number): readonly Opened[] => {
  if (depth > deepest) return invalid('too many nested envelopes');
  if (typeof content === 'string') return openText(content, depth, publishedAtMs);
  if (Array.isArray(content)) return openList(content, depth, publishedAtMs);
  const object = z.safeParse(anyObject, content);
  return object.success
    ? openObject(object.data, depth, publishedAtMs)
    : ignored('no event of SES');
};
