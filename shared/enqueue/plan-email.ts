import { tooLarge } from '../email/largest-mail.ts';
import { messageLimits } from '../email/message-limits.ts';
import type { BulkMessage, EmailMessage } from '../email/message-schema.ts';
import { payloadKey } from '../email/object-prefixes.ts';
import { defaultStream, type Lane, type Stream, type Streams } from '../email/streams.ts';
import { unwritableNumberReasons } from '../email/template-numbers.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import { validateMessage } from '../email/validate-message.ts';
import { bytesOf, queueLimits } from './queue-limits.ts';
import { toBody } from './to-body.ts';
import { hasDestinations } from './unfold-email.ts';

type ReadonlyDeep<Value> = Value extends object
  ? { readonly [Name in keyof Value]: ReadonlyDeep<Value[Name]> }
  : Value;

/** One mail as a service writes it; see docs/message.md. */
export type Email = ReadonlyDeep<EmailMessage>;

/** A message to several destinations as a service writes it; see docs/message.md. */
export type BulkEmail = ReadonlyDeep<BulkMessage>;

/** Object that must be stored before its message is queued. */
export interface StoredPayload {
  readonly bucket: string;
  readonly key: string;
}

/** What to put on a queue for a message, or why nothing. */
export type EmailPlan =
  | {
      readonly kind: 'ready';
      readonly messageId: string;
      readonly tenantId: string;
      readonly stream: Stream;
      readonly lane: Lane;
      /** Body for the queue: the message, or a reference to it. */
      readonly body: string;
      /** Object to store first, when the message is too big for a queue. */
      readonly stored: StoredPayload | undefined;
    }
  | {
      readonly kind: 'invalid';
      readonly messageId: string | undefined;
      readonly problems: readonly string[];
    };

export interface PlanContext {
  /** Streams of the pipeline that takes the message. */
  readonly streams: Streams;
  readonly nowMs: number;
  readonly newId: () => string;
  /**
   * Name of the payload bucket, asked for only when a message is too big for a queue; undefined
   * when there is none.
   */
  readonly payloadBucket: () => Promise<string | undefined>;
  /** What the caller can do about a message that is too big for a queue where there is no bucket. */
  readonly tooBig?: string;
  /** Whether SES takes the finished mail of a message that is too big for a queue. */
  readonly fitsSes: FitsSes;
}

export type FitsSes = (message: ValidMessage, nowMs: number) => Promise<boolean>;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Plans how a message goes on its queue, by the same rules by which the sender checks it. Sends and
 * stores nothing.
 *
 * @param message - with its id
 * @throws what `payloadBucket` throws
 */
export const planEmail = async (
  message: Fields,
  { streams, nowMs, newId, payloadBucket, fitsSes, tooBig = noBucket }: PlanContext,
): Promise<EmailPlan> => {
  const ownId = typeof message.messageId === 'string' ? message.messageId : undefined;
  const invalid = (...problems: readonly string[]): EmailPlan => ({
    kind: 'invalid',
    messageId: ownId,
    problems,
  });
  if (hasDestinations(message)) return invalid(notOneMail);
  const body = toBody(message);
  if (body === undefined) return invalid(noJson);
  const numbers = unwritableNumberReasons(templateDataOf(message));
  if (numbers.length > 0) return invalid(...numbers);

  const lane = laneOf(message, streams);
  const validation = validateMessage(body, {
    sqsMessageId: ownId ?? 'none',
    queueLane: lane,
    streams,
    nowMs,
  });
  if (validation.kind === 'rejected') return invalid(...validation.reasons);
  const { key, stream } = validation.kind === 'valid' ? validation.message : validation;
  const ready = { kind: 'ready', ...key, stream, lane } as const;
  if (bytesOf(body) <= queueLimits.bytes) return { ...ready, body, stored: undefined };

  if (bytesOf(body) > messageLimits.objectBytes) return invalid(tooLargeAsJson);
  if (validation.kind === 'valid' && !(await fitsSes(validation.message, nowMs)))
    return invalid(tooLarge);
  const bucket = await payloadBucket();
  if (bucket === undefined) return invalid(tooBig);
  const stored = { bucket, key: payloadKey(key.tenantId, newId()) };
  const { messageId, tenantId } = key;
  return {
    ...ready,
    stored,
    body: JSON.stringify({ messageId, tenantId, stream, payload: { s3: stored } }),
  };
};

/** Lane of a message; that of the transactional stream when it names none that there is. */
export const laneOf = (
  { stream = defaultStream('transactional') }: Fields,
  streams: Streams,
): Lane => (typeof stream === 'string' ? streams.get(stream)?.lane : undefined) ?? 'transactional';

const noBucket =
  'message: is bigger than a queue takes (1 MiB), and no payload bucket is named; name one, or put its attachments into S3 and name them in the message';
const tooLargeAsJson =
  'message: is more than 16 MiB as JSON; put its large attachments into S3 and name them in the message';
const notOneMail =
  'destinations: are not taken among several messages; hand this one over by itself, with POST /emails, send --file, or enqueueBulk of the client library';
const noJson =
  'message: cannot be written as JSON; take out what refers to itself, and numbers of type bigint';

const templateDataOf = ({ template }: Fields): unknown =>
  typeof template === 'object' && template !== null ? Reflect.get(template, 'data') : undefined;

/** Sets the message id: its own, or a new one, so that enqueuing the result again is harmless. */
export const withId = (message: Fields, newId: () => string): Fields => ({
  ...message,
  messageId: message.messageId ?? newId(),
});
