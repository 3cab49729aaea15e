import type * as z from 'zod';
import { bulkOf } from './bulk.ts';
import { readMembers } from './read-members.ts';
import { invalidParameter, type Refusal } from './refusal.ts';
import { type RestSendingName, restSendingCalls } from './rest-sending-calls.ts';
import {
  type Composition,
  mergeNamed,
  type Submission,
  type Submitted,
  type SubmittedContent,
  type SubmittedTemplate,
  submittedText,
} from './submission.ts';

/**
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size" of the v2 API
 */
const maxBytes = 40 * 1024 * 1024;

type SendEmail = z.output<typeof restSendingCalls.SendEmail>;
type SendBulkEmail = z.output<typeof restSendingCalls.SendBulkEmail>;
type Template = NonNullable<SendEmail['Content']['Template']>;
type Destination = SendBulkEmail['BulkEmailEntries'][number]['Destination'];
type Named = readonly { readonly Name: string; readonly Value: string }[];

/** Reads the submission of a sending call of API v2. */
export const readRestSubmission = (
  name: RestSendingName,
  members: unknown,
): Submitted | Refusal => {
  if (name === 'SendEmail') {
    const read = readMembers(restSendingCalls.SendEmail, members, 'rest');
    return read.kind === 'refused' ? read : single(read.input);
  }
  const read = readMembers(restSendingCalls.SendBulkEmail, members, 'rest');
  return read.kind === 'refused' ? read : bulk(read.input);
};

const named = (list: Named) => list.map(({ Name, Value }) => ({ name: Name, value: Value }));

const senderOf = (input: Omit<SendEmail, 'Content' | 'EmailTags' | 'Destination'>) => {
  const tracking = input.ConfigurationOverrides?.Tracking;
  const list = input.ListManagementOptions;
  return {
    source: input.FromEmailAddress,
    returnPath: input.FeedbackForwardingEmailAddress,
    configurationSet: input.ConfigurationSetName,
    authorization: {
      sourceArn: input.FromEmailAddressIdentityArn,
      fromArn: undefined,
      returnPathArn: input.FeedbackForwardingEmailAddressIdentityArn,
    },
    tenant: input.TenantName,
    contactList: list && { name: list.ContactListName, topic: list.TopicName },
    endpointId: input.EndpointId,
    tracking: { opens: tracking?.OpenTrackingEnabled, clicks: tracking?.ClickTrackingEnabled },
    maxBytes,
  };
};

const nobody: Destination = { ToAddresses: [], CcAddresses: [], BccAddresses: [] };

const envelopeOf = ({ ToAddresses, CcAddresses, BccAddresses }: Destination): readonly string[] => [
  ...ToAddresses,
  ...CcAddresses,
  ...BccAddresses,
];

const single = (input: SendEmail): Submitted | Refusal => {
  const destination = input.Destination ?? nobody;
  const content = contentOf(input, destination);
  if (content === undefined)
    return invalidParameter('Content must hold one of Simple, Raw, Template.');
  if (content.kind === 'refused') return content;
  const envelope = envelopeOf(destination);
  const submission: Submission = {
    ...senderOf(input),
    operation: 'SendEmail',
    destinations: content.kind === 'raw' && envelope.length === 0 ? undefined : envelope,
    content,
    tags: named(input.EmailTags),
  };
  return { kind: 'mail', submission };
};

const contentOf = (
  { Content: { Simple: simple, Raw: raw, Template: template }, ReplyToAddresses }: SendEmail,
  destination: Destination,
): SubmittedContent | Refusal | undefined => {
  if ([simple, raw, template].filter((one) => one !== undefined).length > 1)
    return invalidParameter('Content must hold one of Simple, Raw, Template.');
  if (raw !== undefined) return { kind: 'raw', mime: raw.Data, replyTo: ReplyToAddresses };
  if (simple !== undefined) {
    const { Text, Html } = simple.Body;
    return {
      kind: 'simple',
      ...compositionOf(destination, ReplyToAddresses, simple),
      subject: submittedText(simple.Subject),
      text: Text && submittedText(Text),
      html: Html && submittedText(Html),
    };
  }
  if (template === undefined) return undefined;
  const chosen = templateOf(template);
  return chosen.kind === 'refused'
    ? chosen
    : {
        kind: 'template',
        ...compositionOf(destination, ReplyToAddresses, template),
        template: chosen,
        data: [template.TemplateData ?? '{}'],
      };
};

const compositionOf = (
  destination: Destination,
  replyTo: readonly string[],
  { Headers, Attachments }: Pick<Template, 'Headers' | 'Attachments'>,
): Composition => ({
  to: destination.ToAddresses,
  cc: destination.CcAddresses,
  bcc: destination.BccAddresses,
  replyTo,
  headers: named(Headers),
  attachments: Attachments.map((attachment) => ({
    fileName: attachment.FileName,
    contentType: attachment.ContentType,
    content: attachment.RawContent,
    disposition: attachment.ContentDisposition,
    description: attachment.ContentDescription,
    contentId: attachment.ContentId,
    transferEncoding: attachment.ContentTransferEncoding,
  })),
});

/** The template of a call: stored, by name or ARN, or inline; exactly one of the three. */
const templateOf = ({
  TemplateName: name,
  TemplateArn: arn,
  TemplateContent: inline,
}: Template): SubmittedTemplate | Refusal => {
  if (inline !== undefined)
    return name === undefined && arn === undefined
      ? {
          kind: 'inline',
          subject: inline.Subject ?? '',
          text: inline.Text,
          html: inline.Html,
        }
      : invalidParameter('Template must hold one of TemplateName, TemplateArn, TemplateContent.');
  const stored = name ?? arn?.slice(arn.lastIndexOf('/') + 1);
  return stored === undefined
    ? invalidParameter('Template must hold one of TemplateName, TemplateArn, TemplateContent.')
    : { kind: 'stored', name: stored, arn };
};

const sameHeader = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

const bulk = (input: SendBulkEmail): Submitted | Refusal => {
  const { Template: template } = input.DefaultContent;
  if (template === undefined) return invalidParameter('DefaultContent must hold Template.');
  const chosen = templateOf(template);
  if (chosen.kind === 'refused') return chosen;
  return bulkOf(
    input.BulkEmailEntries.map((entry) => {
      const composition = compositionOf(entry.Destination, input.ReplyToAddresses, template);
      const replacement = entry.ReplacementEmailContent?.ReplacementTemplate;
      return {
        ...senderOf(input),
        operation: 'SendBulkEmail',
        destinations: envelopeOf(entry.Destination),
        content: {
          kind: 'template',
          ...composition,
          headers: mergeNamed(composition.headers, named(entry.ReplacementHeaders), sameHeader),
          template: chosen,
          data: [template.TemplateData ?? '{}', replacement?.ReplacementTemplateData ?? '{}'],
        },
        tags: mergeNamed(named(input.DefaultEmailTags), named(entry.ReplacementTags)),
      };
    }),
  );
};

export const isRestSending = (name: string): name is RestSendingName =>
  Object.hasOwn(restSendingCalls, name);
