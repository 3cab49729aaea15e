import * as z from 'zod/mini';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';

/**
 * What Lambda hands over of each message, as far as it is used; numbers come as texts. What a
 * producer sets is read by itself.
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
    }),
  ),
  messageAttributes: z.catch(z.optional(z.record(z.string(), z.unknown())), undefined),
});

const queueEvent = z.looseObject({ Records: z.array(queueRecord).check(z.minLength(1)) });

export type QueueRecord = z.infer<typeof queueRecord>;

/** @throws when it is no batch of SQS */
export const readQueueEvent = (event: unknown): readonly QueueRecord[] =>
  queueEvent.parse(event).Records;

const textAttribute = z.looseObject({ stringValue: z.string() });

/** An attribute of ours, where the message has one. */
type Attribute =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: string }
  /** Somebody else has set it: the pipeline never writes such a value. */
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
        problem: `message attribute ${name}: is none that the pipeline has written; leave it out, for only the pipeline sets it`,
      };
};

/** What the pipeline's own attributes say of a message. */
export interface SystemAttributes {
  /** The id a message goes by when it brings none: that of its first copy. */
  readonly firstId: string | undefined;
  readonly releasedCopy: string | undefined;
  /** When the first copy came; epoch ms. */
  readonly firstArrival: string | undefined;
  /** Which of them somebody else must have set, and what to do. */
  readonly problems: readonly string[];
}

/**
 * Reads the attributes that only the pipeline sets; a message with one that it cannot have set is
 * refused by itself.
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

/** Copies that wait, are released or come out of the dead letters all name the first one. */
const isFirstDelivery = (record: QueueRecord, { firstId, releasedCopy }: SystemAttributes) =>
  receivesOf(record) === 1 && firstId === undefined && releasedCopy === undefined;

/** A message as the rules of sending know it. */
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
    arrivedAtMs,
    firstArrivedAtMs: firstArrival === undefined ? arrivedAtMs : Number(firstArrival),
    releasedCopy: releasedCopy === undefined ? undefined : Number(releasedCopy),
    isFirstDelivery: isFirstDelivery(record, attributes),
    attributeProblems: problems,
  };
};
