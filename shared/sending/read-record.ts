import type { Lane, Stream } from '../email/streams.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import { validateMessage } from '../email/validate-message.ts';
import type { Clock, FetchObject, MessageKey } from '../ports.ts';
import type { QueuedRecord } from './bury.ts';

export type Reading =
  /** `text` is the JSON of the mail itself, wherever it lay. */
  | { readonly kind: 'valid'; readonly message: ValidMessage; readonly text: string }
  /** It can never be sent; every reason says what to do. */
  | { readonly kind: 'rejected'; readonly key: MessageKey; readonly stream: Stream | undefined; readonly reasons: readonly string[] };

/**
 * Reads the message of a record, and the object in S3 that it may point to (claim check).
 *
 * @throws when S3 cannot be reached; the record then stays where it is
 */
export const readRecord = async (
  ports: { readonly fetchObject: FetchObject; readonly clock: Clock },
  record: QueuedRecord,
  lane: Lane,
): Promise<Reading> => {
  const context = { sqsMessageId: record.sqsMessageId, queueLane: lane, nowMs: ports.clock.now() };
  const reading = validateMessage(record.body, context);
  if (reading.kind === 'valid') return { ...reading, text: record.body };
  if (reading.kind === 'rejected') return reading;

  const { bucket, key } = reading.pointer.payload.s3;
  const refused = (reason: string): Reading => ({
    kind: 'rejected',
    key: reading.key,
    stream: reading.stream,
    reasons: [`payload.s3: ${reason}`],
  });
  const stored = await ports.fetchObject(bucket, key);
  if (stored === undefined)
    return refused('there is no such object, or the sender may not read it; upload it before the message is enqueued');
  const text = Buffer.from(stored).toString('utf8');
  const pointed = validateMessage(text, { ...context, pointer: reading.pointer });
  if (pointed.kind === 'stored') return refused('the object is a pointer itself; put the mail there');
  return pointed.kind === 'valid' ? { ...pointed, text } : pointed;
};
