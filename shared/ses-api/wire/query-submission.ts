import type * as z from 'zod';
import { bulkOf } from './bulk.ts';
import { type QuerySendingName, querySendingCalls } from './query-calls.ts';
import type { FormValue } from './query-form.ts';
import { readMembers } from './read-members.ts';
import type { Refusal } from './refusal.ts';
import {
  type Composition,
  type MessageTag,
  mergeNamed,
  type Submission,
  type Submitted,
  submittedText,
} from './submission.ts';

/**
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size" of the v1 API
 */
const maxBytes = 10 * 1024 * 1024;

type Input<Name extends QuerySendingName> = z.output<(typeof querySendingCalls)[Name]>;

export const isQuerySending = (action: string): action is QuerySendingName =>
  Object.hasOwn(querySendingCalls, action);

/** Reads the submission of a sending call of API v1. */
export const readQuerySubmission = (
  action: QuerySendingName,
  members: FormValue,
): Submitted | Refusal => readers[action](members);

const reader =
  <Schema extends z.ZodType>(
    schema: Schema,
    submit: (input: z.output<Schema>) => Submitted | Refusal,
  ) =>
  (value: unknown): Submitted | Refusal => {
    const read = readMembers(schema, value, 'query');
    return read.kind === 'refused' ? read : submit(read.input);
  };

const tagsOf = (tags: readonly { Name: string; Value: string }[]): readonly MessageTag[] =>
  tags.map(({ Name, Value }) => ({ name: Name, value: Value }));

/** Fields that API v1 cannot set. */
const onlyInV2 = {
  tenant: undefined,
  contactList: undefined,
  endpointId: undefined,
  tracking: { opens: undefined, clicks: undefined },
} as const;

type Destination = Input<'SendEmail'>['Destination'];

const envelopeOf = ({ ToAddresses, CcAddresses, BccAddresses }: Destination): readonly string[] => [
  ...ToAddresses,
  ...CcAddresses,
  ...BccAddresses,
];

const compositionOf = (destination: Destination, replyTo: readonly string[]): Composition => ({
  to: destination.ToAddresses,
  cc: destination.CcAddresses,
  bcc: destination.BccAddresses,
  replyTo,
  headers: [],
  attachments: [],
});

type Sending = Pick<
  Input<'SendEmail'>,
  'Source' | 'ReturnPath' | 'SourceArn' | 'ReturnPathArn' | 'ConfigurationSetName'
>;

const senderOf = (input: Sending) => ({
  ...onlyInV2,
  source: input.Source,
  returnPath: input.ReturnPath,
  configurationSet: input.ConfigurationSetName,
  authorization: {
    sourceArn: input.SourceArn,
    fromArn: undefined,
    returnPathArn: input.ReturnPathArn,
  },
  maxBytes,
});

const simple = (input: Input<'SendEmail'>): Submitted => {
  const { Subject, Body } = input.Message;
  return {
    kind: 'mail',
    submission: {
      ...senderOf(input),
      operation: 'SendEmail',
      destinations: envelopeOf(input.Destination),
      content: {
        kind: 'simple',
        ...compositionOf(input.Destination, input.ReplyToAddresses),
        subject: submittedText(Subject),
        text: Body.Text && submittedText(Body.Text),
        html: Body.Html && submittedText(Body.Html),
      },
      tags: tagsOf(input.Tags),
    },
  };
};

const raw = (input: Input<'SendRawEmail'>): Submitted => ({
  kind: 'mail',
  submission: {
    ...onlyInV2,
    operation: 'SendRawEmail',
    source: input.Source,
    destinations: input.Destinations.length === 0 ? undefined : input.Destinations,
    returnPath: undefined,
    content: { kind: 'raw', mime: input.RawMessage.Data, replyTo: [] },
    tags: tagsOf(input.Tags),
    configurationSet: input.ConfigurationSetName,
    authorization: {
      sourceArn: input.SourceArn,
      fromArn: input.FromArn,
      returnPathArn: input.ReturnPathArn,
    },
    maxBytes,
  },
});

const templated = (
  input: Sending &
    Pick<Input<'SendTemplatedEmail'>, 'Template' | 'TemplateArn' | 'ReplyToAddresses'>,
  destination: Destination,
  data: readonly string[],
): Omit<Submission, 'operation' | 'tags'> => ({
  ...senderOf(input),
  destinations: envelopeOf(destination),
  content: {
    kind: 'template',
    ...compositionOf(destination, input.ReplyToAddresses),
    template: { kind: 'stored', name: input.Template, arn: input.TemplateArn },
    data,
  },
});

const bulk = (input: Input<'SendBulkTemplatedEmail'>): Submitted | Refusal =>
  bulkOf(
    input.Destinations.map((entry) => ({
      ...templated(input, entry.Destination, [
        input.DefaultTemplateData,
        entry.ReplacementTemplateData ?? '{}',
      ]),
      operation: 'SendBulkTemplatedEmail',
      tags: mergeNamed(tagsOf(input.DefaultTags), tagsOf(entry.ReplacementTags)),
    })),
  );

const readers: Readonly<Record<QuerySendingName, (value: unknown) => Submitted | Refusal>> = {
  SendEmail: reader(querySendingCalls.SendEmail, simple),
  SendRawEmail: reader(querySendingCalls.SendRawEmail, raw),
  SendTemplatedEmail: reader(querySendingCalls.SendTemplatedEmail, (input) => ({
    kind: 'mail',
    submission: {
      ...templated(input, input.Destination, [input.TemplateData]),
      operation: 'SendTemplatedEmail',
      tags: tagsOf(input.Tags),
    },
  })),
  SendBulkTemplatedEmail: reader(querySendingCalls.SendBulkTemplatedEmail, bulk),
};
