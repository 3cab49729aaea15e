import { element, type Markup, memberList, optionalElement } from '../sending/markup.ts';
import type { MessageTag } from '../sending/message-tags.ts';
import type { Submission, SubmitAnswer, SubmittedContent } from '../sending/submission.ts';
import type { SesWorld } from '../world.ts';
import { hasStructure, listOf, type QueryParameters, structuresOf } from './query-protocol.ts';
import {
  invalidParameter,
  missingMember,
  quotaThrottle,
  type Refusal,
  rateThrottle,
  refuse,
} from './refusal.ts';

/**
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size" of the v1 API
 */
const maxBytes = 10 * 1024 * 1024;

const maxTemplateData = 262_144;

const maxBulkDestinations = 50;

const tagsOf = (parameters: QueryParameters, name: string): readonly MessageTag[] =>
  structuresOf(parameters, name).map((tag) => ({
    name: tag.get('Name') ?? '',
    value: tag.get('Value') ?? '',
  }));

interface Destination {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly all: readonly string[];
}

const destinationOf = (parameters: QueryParameters): Destination => {
  const to = listOf(parameters, 'Destination.ToAddresses');
  const cc = listOf(parameters, 'Destination.CcAddresses');
  return { to, cc, all: [...to, ...cc, ...listOf(parameters, 'Destination.BccAddresses')] };
};

/** The first of these that the call lacks. */
const checkRequired = (
  parameters: QueryParameters,
  ...names: readonly string[]
): Refusal | undefined => {
  const missing = names.find((name) => !parameters.has(name) && !hasStructure(parameters, name));
  return missing === undefined
    ? undefined
    : missingMember(
        missing
          .split('.')
          .map((name) => name.charAt(0).toLowerCase() + name.slice(1))
          .join('.'),
      );
};

const submissionOf = (
  operation: string,
  parameters: QueryParameters,
  sourceIp: string,
  mail: {
    readonly destinations: readonly string[] | undefined;
    readonly content: SubmittedContent;
  },
): Submission => ({
  operation,
  source: parameters.get('Source'),
  destinations: mail.destinations,
  returnPath: parameters.get('ReturnPath'),
  content: mail.content,
  tags: tagsOf(parameters, operation === 'SendBulkTemplatedEmail' ? 'DefaultTags' : 'Tags'),
  configurationSet: parameters.get('ConfigurationSetName'),
  tenant: undefined,
  sourceIp,
  maxBytes,
});

const messageIdOr = (answer: SubmitAnswer): Markup | Refusal =>
  answer.kind === 'refused' ? answer : element('MessageId', answer.messageId);

export const sendEmail = (
  world: SesWorld,
  parameters: QueryParameters,
  sourceIp: string,
): Markup | Refusal => {
  const missing = checkRequired(
    parameters,
    'Source',
    'Destination',
    'Message.Subject.Data',
    'Message.Body',
  );
  if (missing !== undefined) return missing;
  const { to, cc, all } = destinationOf(parameters);
  const content: SubmittedContent = {
    kind: 'simple',
    to,
    cc,
    replyTo: listOf(parameters, 'ReplyToAddresses'),
    headers: [],
    attachments: [],
    subject: parameters.get('Message.Subject.Data') ?? '',
    text: parameters.get('Message.Body.Text.Data'),
    html: parameters.get('Message.Body.Html.Data'),
  };
  return messageIdOr(
    world.outbox.submit(
      submissionOf('SendEmail', parameters, sourceIp, { destinations: all, content }),
    ),
  );
};

export const sendRawEmail = (
  world: SesWorld,
  parameters: QueryParameters,
  sourceIp: string,
): Markup | Refusal => {
  const missing = checkRequired(parameters, 'RawMessage.Data');
  if (missing !== undefined) return missing;
  const destinations = listOf(parameters, 'Destinations');
  const mail = {
    destinations: destinations.length === 0 ? undefined : destinations,
    content: { kind: 'raw', mime: Buffer.from(parameters.get('RawMessage.Data') ?? '', 'base64') },
  } as const;
  return messageIdOr(world.outbox.submit(submissionOf('SendRawEmail', parameters, sourceIp, mail)));
};

const templateContent = (
  parameters: QueryParameters,
  destination: Destination,
  data: readonly string[],
): SubmittedContent => ({
  kind: 'template',
  template: parameters.get('Template') ?? '',
  data,
  to: destination.to,
  cc: destination.cc,
  replyTo: listOf(parameters, 'ReplyToAddresses'),
  headers: [],
  attachments: [],
});

const checkDataLength = (data: string): Refusal | undefined =>
  data.length > maxTemplateData
    ? invalidParameter(`Template data is longer than ${maxTemplateData} characters.`)
    : undefined;

export const sendTemplatedEmail = (
  world: SesWorld,
  parameters: QueryParameters,
  sourceIp: string,
): Markup | Refusal => {
  const data = parameters.get('TemplateData') ?? '';
  const refusal =
    checkRequired(parameters, 'Source', 'Destination', 'Template', 'TemplateData') ??
    checkDataLength(data);
  if (refusal !== undefined) return refusal;
  const destination = destinationOf(parameters);
  const content = templateContent(parameters, destination, [data]);
  const submission = submissionOf('SendTemplatedEmail', parameters, sourceIp, {
    destinations: destination.all,
    content,
  });
  return messageIdOr(world.outbox.submit(submission));
};

/** How a bulk call names what is an error of its own elsewhere. */
const bulkStatusOf = (refusal: Refusal): string => {
  if (refusal === rateThrottle) return 'AccountThrottled';
  if (refusal === quotaThrottle) return 'AccountDailyQuotaExceeded';
  return ['MessageRejected', 'InvalidParameterValue'].includes(refusal.code)
    ? refusal.code
    : 'Failed';
};

const bulkMember = (answer: SubmitAnswer): readonly (Markup | undefined)[] =>
  answer.kind === 'accepted'
    ? [element('Status', 'Success'), element('MessageId', answer.messageId)]
    : [element('Status', bulkStatusOf(answer)), optionalElement('Error', answer.message)];

/** Replacement tags stand beside the default ones and win over those of the same name. */
const mergeTags = (
  defaults: readonly MessageTag[],
  replacements: readonly MessageTag[],
): readonly MessageTag[] => [
  ...defaults.filter((tag) => !replacements.some((replacement) => replacement.name === tag.name)),
  ...replacements,
];

export const sendBulkTemplatedEmail = (
  world: SesWorld,
  parameters: QueryParameters,
  sourceIp: string,
): Markup | Refusal => {
  const defaultData = parameters.get('DefaultTemplateData') ?? '{}';
  const entries = structuresOf(parameters, 'Destinations');
  const missing =
    checkRequired(parameters, 'Source', 'Template', 'DefaultTemplateData', 'Destinations') ??
    checkDataLength(defaultData);
  if (missing !== undefined) return missing;
  if (entries.length > maxBulkDestinations)
    return invalidParameter(`Recipient count exceeds ${maxBulkDestinations}.`);

  const submissions = entries.map((entry): Submission => {
    const destination = destinationOf(entry);
    const data = [defaultData, entry.get('ReplacementTemplateData') ?? '{}'];
    const content = templateContent(parameters, destination, data);
    const submission = submissionOf('SendBulkTemplatedEmail', parameters, sourceIp, {
      destinations: destination.all,
      content,
    });
    return { ...submission, tags: mergeTags(submission.tags, tagsOf(entry, 'ReplacementTags')) };
  });
  const recipients = submissions.reduce(
    (sum, { destinations }) => sum + (destinations?.length ?? 0),
    0,
  );
  if (recipients > maxBulkDestinations)
    return invalidParameter(`Recipient count exceeds ${maxBulkDestinations}.`);
  const [first] = submissions;
  const refusal =
    first === undefined
      ? refuse('InvalidParameterValue', 'No destinations.')
      : world.outbox.checkSender(first);
  return (
    refusal ??
    memberList(
      'Status',
      submissions.map((submission) => bulkMember(world.outbox.submit(submission))),
    )
  );
};
