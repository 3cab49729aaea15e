import { decodeUtf8, withoutByteOrderMark } from '../email/decode-utf8.ts';
import { messageLimits } from '../email/message-limits.ts';
import { type MayRead, ownPlace } from '../email/object-prefixes.ts';
import { foreignObject, noObject, payloadTooLarge } from '../email/resolve-attachments.ts';
import type { Lane, Stream, Streams } from '../email/streams.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import {
  identifyMessage,
  type Validation,
  type ValidationContext,
  validateMessage,
} from '../email/validate-message.ts';
import { unfoldBody } from '../enqueue/unfold-body.ts';
import type { Clock } from '../system/ports.ts';
import type { FindProgress, MessageKey, MessageProgress } from './ports.ts';
import type { FetchObject } from './queue-ports.ts';
import type { QueuedRecord } from './queued-record.ts';

/** S3 object that holds a message. */
export interface Payload {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /**
   * The record on the queue carries the same tenant and id as the object, so that a redelivered
   * copy is recognised without the object.
   */
  readonly isNamed: boolean;
}

export type Reading =
  | {
      readonly kind: 'valid';
      readonly message: ValidMessage;
      /** JSON of the message, from the record or from the object. */
      readonly text: string;
      /** S3 object that held it; undefined when it stood in the record. */
      readonly payload?: Payload;
    }
  /** The message was sent or ended before, and its object is deleted. */
  | { readonly kind: 'over'; readonly key: MessageKey; readonly stream: Stream }
  /** It goes to several destinations: one body for each, to be read by itself. */
  | { readonly kind: 'unfolded'; readonly key: MessageKey; readonly bodies: readonly string[] }
  /** It can never be sent; every reason says what to do about it. */
  | {
      readonly kind: 'rejected';
      readonly key: MessageKey;
      readonly stream: Stream | undefined;
      readonly reasons: readonly string[];
    };

/** What reading needs. */
export interface ReadRecordPorts {
  readonly fetchObject: FetchObject;
  readonly mayRead: MayRead;
  readonly findProgress: FindProgress;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly clock: Clock;
}

/**
 * Reads the message of a record, following its pointer to an S3 object (claim check).
 *
 * @throws when S3 or the table cannot be reached; the record then stays in its queue
 */
export const readRecord = async (
  ports: ReadRecordPorts,
  {
    sqsMessageId,
    body,
    attributeProblems = [],
  }: Pick<QueuedRecord, 'sqsMessageId' | 'body' | 'attributeProblems'>,
  lane: Lane,
): Promise<Reading> => {
  const context = {
    sqsMessageId,
    queueLane: lane,
    streams: ports.streams,
    nowMs: ports.clock.now(),
  };
  const reading = unfoldBody(body, sqsMessageId) ?? validateMessage(body, context);
  if (attributeProblems.length > 0) {
    const { key, stream } = identifyMessage(body, sqsMessageId);
    const reasons = reading.kind === 'rejected' ? reading.reasons : [];
    return { kind: 'rejected', key, stream, reasons: [...reasons, ...attributeProblems] };
  }
  if (reading.kind === 'valid') return { ...reading, text: withoutByteOrderMark(body) };
  return reading.kind === 'stored' ? readPointed(ports, reading, context) : reading;
};

/** Reads the object to which a record points. */
const readPointed = async (
  ports: ReadRecordPorts,
  reading: Extract<Validation, { readonly kind: 'stored' }>,
  context: ValidationContext,
): Promise<Reading> => {
  const { bucket, key } = reading.pointer.payload.s3;
  const refused = (reason: string): Reading => ({
    kind: 'rejected',
    key: reading.key,
    stream: reading.stream,
    reasons: [`payload.s3: ${reason}`],
  });
  const isOf = (tenantId: string | undefined): boolean =>
    ports.mayRead(tenantId, 'payload', { bucket, key });
  const foreign = (tenantId: string): Reading =>
    refused(`${foreignObject}; put it under ${ownPlace(tenantId, 'payload')}`);
  // Checked before the fetch: a tenant must not learn whether another tenant's object exists.
  if (!isOf(reading.pointer.tenantId)) return foreign(reading.key.tenantId);
  const stored = await ports.fetchObject(bucket, key, messageLimits.objectBytes);
  if (stored === undefined) {
    // The object is deleted when its message ends, so a record redelivered after that is not an
    // error.
    const [progress] = await ports.findProgress([reading.key]);
    return progress !== undefined && isOver(progress)
      ? { kind: 'over', key: reading.key, stream: reading.stream }
      : refused(noObject);
  }
  if (!(stored instanceof Uint8Array)) return refused(payloadTooLarge);
  const decoded = decodeUtf8(stored);
  if (decoded.kind === 'unreadable') return refused(`the object ${decoded.problem}`);
  const { text } = decoded;
  const pointed = validateMessage(text, { ...context, pointer: reading.pointer });
  if (pointed.kind === 'stored')
    return refused('the object is a pointer itself; put the mail there');
  if (pointed.kind === 'rejected') return pointed;
  const { tenantId, messageId } = pointed.message.key;
  if (!isOf(tenantId)) return foreign(tenantId);
  const isNamed = tenantId === reading.key.tenantId && messageId === reading.key.messageId;
  return { ...pointed, text, payload: { bucket, key, bytes: stored.byteLength, isNamed } };
};

/**
 * Whether nothing is left to do for a message, as far as its item tells without its text: every
 * call was made, or none was needed.
 */
const isOver = ({ sent, leases, plan, outcome }: MessageProgress): boolean => {
  const calls = plan === undefined ? 1 : plan.filter((recipients) => recipients.length > 0).length;
  const isSent = leases.size === 0 && sent.size >= calls;
  return isSent || outcome === 'suppressed' || outcome === 'expired';
};
