import * as z from 'zod/mini';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';

/**
 * A record as Lambda hands it over: the fields that are used. SQS writes numbers as strings.
 * Message attributes are not checked here, because a producer may set any; {@link
 * readSystemAttributes} reads the pipeline's own.
 */
const queueRecord = z.looseObject({
  messageId: z.string().check(z.minLength(1)),
  receiptHandle: z.string(),
  body: z.string(),
  eventSourceARN: z.string(),
  attributes: z.optional(
    z.looseObject({
      ApproximateReceiveCount: z.optional(z.coerce.number()),
      SentTimestamp: z.optional(z.coerce.number()),
      MessageGroupId: z.optional(z.string()),
    }),
  ),
  messageAttributes: z.catch(z.optional(z.record(z.string(), z.unknown())), undefined),
});

const queueEvent = z.looseObject({ Records: z.array(queueRecord).check(z.minLength(1)) });

export type QueueRecord = z.infer<typeof queueRecord>;

/** @throws when the event is not a batch of SQS */
export const readQueueEvent = (event: unknown): readonly QueueRecord[] =>
  queueEvent.parse(event).Records;

const textAttribute = z.looseObject({ stringValue: z.string() });

/** A message attribute that only the pipeline sets. */
type Attribute =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: string }
  /** A producer has set it: the pipeline never writes such a value. */
  | { readonly kind: 'wrong'; readonly problem: string };

const readAttribute = (
  { messageAttributes = {} }: QueueRecord,
  name: string,
  form: RegExp,
): Attribute => {
  if (!Object.hasOwn(messageAttributes, name)) return { kind: 'none' };
  const { data } = z.safeParse(textAttribute, messageAttributes[name]);
  return data !== undefined && form.test(data.stringValue)
    ? { kind: 'value', value: data.stringValue }
    : {
        kind: 'wrong',
        problem: `message attribute ${name}: is not a value that the pipeline writes; leave the attribute out, because only the pipeline sets it`,
      };
};

/** The message attributes that the pipeline itself has set. */
export interface SystemAttributes {
  /** Message id of the first copy; the message goes by it when it brings no `messageId`. */
  readonly firstId: string | undefined;
  readonly releasedCopy: string | undefined;
  /** When the first copy arrived; epoch ms. */
  readonly firstArrival: string | undefined;
  /** Attributes that a producer must have set, each with its remedy. */
  readonly problems: readonly string[];
}

/**
 * Reads the attributes that only the pipeline sets. A value that the pipeline cannot have written
 * refuses this one message.
 */
export const readSystemAttributes = (record: QueueRecord): SystemAttributes => {
  const firstId = readAttribute(record, queueAttributes.firstId, /^[A-Za-z0-9_.@-]{1,128}$/);
  const releasedCopy = readAttribute(record, queueAttributes.releasedCopy, /^\d{1,15}$/);
  const firstArrival = readAttribute(record, queueAttributes.firstArrival, /^\d{1,15}$/);
  return {
    firstArrival: firstArrival.kind === 'value' ? firstArrival.value : undefined,
    firstId: firstId.kind === 'value' ? firstId.value : undefined,
    releasedCopy: releasedCopy.kind === 'value' ? releasedCopy.value : undefined,
    problems: [firstId, releasedCopy, firstArrival].flatMap((one) =>
      one.kind === 'wrong' ? [one.problem] : [],
    ),
  };
};

export const receivesOf = (record: QueueRecord): number =>
  record.attributes?.ApproximateReceiveCount ?? 1;

/**
 * Whether this is the first delivery of the first copy. Copies that were put back, released or
 * redriven all name the first one.
 */
const isFirstDelivery = (record: QueueRecord, { firstId, releasedCopy }: SystemAttributes) =>
  receivesOf(record) === 1 && firstId === undefined && releasedCopy === undefined;

/** Converts a record to the form that the rules of sending take. */
export const toQueuedRecord = (
  record: QueueRecord,
  { queue, nowMs }: { readonly queue: string; readonly nowMs: number },
): QueuedRecord => {
  const attributes = readSystemAttributes(record);
  const { firstId, releasedCopy, firstArrival, problems } = attributes;
  const arrivedAtMs = record.attributes?.SentTimestamp ?? nowMs;
  return {
    sqsMessageId: firstId ?? record.messageId,
    body: record.body,
    queue,
    group: record.attributes?.MessageGroupId,
    arrivedAtMs,
    firstArrivedAtMs: firstArrival === undefined ? arrivedAtMs : Number(firstArrival),
    releasedCopy: releasedCopy === undefined ? undefined : Number(releasedCopy),
    isFirstDelivery: isFirstDelivery(record, attributes),
    receives: receivesOf(record),
    attributeProblems: problems,
  };
};
