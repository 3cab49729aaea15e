import * as z from 'zod/mini';
import { messageIdForm } from '../email/message-fields.ts';
import { streamForm } from '../email/streams.ts';
import { pausers } from '../tenants/pauses.ts';
import { sesIdForm, wordForm } from './forms.ts';

/** Form of an event's id: the beginning of a SHA-256. */
const idForm = /^[0-9a-f]{24}$/;

/** Form of an address hash: an HMAC-SHA-256. */
const hashForm = /^[0-9a-f]{64}$/;

const text = (form: RegExp, description: string) =>
  z.string().check(z.regex(form), z.meta({ description }));

const recipientIndex = z.int().check(z.minimum(0), z.maximum(49));

const common = {
  /** Raised when a field changes its meaning; new fields and types do not raise it. */
  version: z.literal(1),
  id: text(
    idForm,
    'Equal for all copies and repeats of one fact: drop an event whose id is known.',
  ),
  time: z.iso
    .datetime()
    .check(z.meta({ description: 'When it happened, not when it was published.' })),
  tenantId: text(/^(?:\*|[A-Za-z0-9_-]{1,64})$/, 'Of a pause also *: all mail of the pipeline.'),
};

const ofMessage = {
  ...common,
  messageId: text(messageIdForm, 'As the service gave it.'),
  stream: z.optional(text(streamForm, 'Kind of mail.')),
  sesMessageId: z.optional(text(sesIdForm, "SES's message id; absent in some repeats.")),
};

/** Number of a call to SES: a message to many recipients takes several. */
const part = z
  .int()
  .check(z.minimum(0), z.maximum(98), z.meta({ description: 'Call to SES, from 0.' }));

const addressHashes = z.optional(
  z.array(z.string().check(z.regex(hashForm))).check(
    z.maxLength(50),
    z.meta({
      description:
        'Only with pipelineEventAddresses=hashed: HMAC-SHA-256 of each address in lower case.',
    }),
  ),
);

/** An event of SES about a message. */
const ofSes = {
  ...ofMessage,
  part: z.optional(part),
  recipientCount: z
    .int()
    .check(z.minimum(0), z.meta({ description: 'Recipients that the event is about.' })),
  addressHashes,
};

const word = (description: string) => z.optional(text(wordForm, description));

const ofPause = {
  ...common,
  scope: text(
    /^(?:\*|[a-z0-9-]{1,32})$/,
    '*, switched-off or by-ses: all mail of the tenant; else a stream.',
  ),
  by: z.optional(z.enum(pausers)),
};

/** What a service may wait for, as the pipeline publishes it; docs/events.md explains each. */
export const pipelineEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sent'),
    ...ofMessage,
    part,
    recipients: z.array(recipientIndex).check(z.maxLength(50)),
    addressHashes,
  }),
  z.object({
    type: z.literal('suppressed'),
    ...ofMessage,
    recipient: recipientIndex,
    addressHashes,
  }),
  z.object({
    type: z.literal('rejected'),
    ...ofMessage,
    part: z.optional(part),
    reason: z.enum(['invalid', 'conflict', 'over-budget', 'by-ses']),
  }),
  z.object({
    type: z.literal('failed'),
    ...ofMessage,
    part: z.optional(part),
    reason: z.enum(['refused-by-ses', 'rendering', 'given-up', 'not-storable']),
    code: word("SES's error code."),
  }),
  z.object({ type: z.literal('expired'), ...ofMessage }),
  z.object({
    type: z.literal('held'),
    ...ofMessage,
    reason: z.optional(z.enum(['paused', 'over-budget', 'unknown-outcome', 'waited'])),
  }),
  z.object({ type: z.literal('released'), ...ofMessage }),
  z.object({ type: z.literal('delivered'), ...ofSes }),
  z.object({
    type: z.literal('bounced'),
    ...ofSes,
    bounceType: word('Permanent, Transient or Undetermined.'),
    bounceSubtype: word('General, MailboxFull, OnAccountSuppressionList, …'),
  }),
  z.object({
    type: z.literal('complained'),
    ...ofSes,
    feedbackType: word('abuse, fraud, virus, …'),
  }),
  z.object({ type: z.literal('tenant-paused'), ...ofPause }),
  z.object({ type: z.literal('tenant-resumed'), ...ofPause }),
]);

export type PipelineEvent = z.infer<typeof pipelineEventSchema>;

export type PipelineEventType = PipelineEvent['type'];
