import type { Streams } from '../../shared/email/streams.ts';
import type { DiscardPayload } from '../../shared/messages/queue-ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { isNonEmpty } from '../../shared/system/non-empty.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Call } from './call.ts';
import { deadLetterRefused } from './dead-letter.ts';
import { type GuardedPorts, guarded } from './guarded.ts';
import { dimensionsOf, keyText } from './message-facts.ts';
import type { Begun } from './prepare-calls.ts';
import { type PublishNotesPorts, publishNotes } from './publish-notes.ts';
import type { ReadingResult, ReadMessage } from './read-all.ts';
import {
  afterRival,
  type CallResult,
  latest,
  messageEnded,
  type RecordResult,
  retryAt,
  unreachablePauseMs,
} from './record-result.ts';
import type { NotingRun } from './run.ts';

export interface SettlePorts extends GuardedPorts, PublishNotesPorts {
  readonly clock: Clock;
  readonly discardPayload: DiscardPayload;
  /** Streams of the deployment. */
  readonly streams: Streams;
}

/**
 * Settles the result of each record, publishes what has been recorded, and deletes the S3 objects of
 * messages that have ended.
 *
 * @param firsts - first record of each message; a second record of the same message gets the result
 * of the first
 * @returns one result per reading, in their order
 */
export const settle = async (
  ports: SettlePorts,
  run: NotingRun,
  readings: readonly ReadingResult[],
  firsts: ReadonlyMap<string, ReadMessage>,
  begun: ReadonlyMap<QueuedRecord, Begun>,
  sent: ReadonlyMap<Call, CallResult>,
): Promise<readonly RecordResult[]> => {
  const recorded = await Promise.all(
    [...begun].map(
      async ([record, one]) => [record, await endOf(ports, run, record, one, sent)] as const,
    ),
  );
  const ends = await publishNotes(ports, run, new Map(recorded));
  const resultOf = (reading: ReadingResult): RecordResult => {
    if (reading.kind !== 'read') return reading;
    const first = firsts.get(keyText(reading.message.key)) ?? reading;
    // Another mail under the same id. It comes again when the table knows the first one, and is
    // decided on then.
    if (first.fingerprint !== reading.fingerprint) return afterRival(ports.clock.now());
    const result = ends.get(first.record) ?? retryAt(ports.clock.now() + unreachablePauseMs);
    if (first !== reading && result.kind === 'done') {
      const dimensions = dimensionsOf(reading.message, ports.streams);
      ports.count({ name: 'Duplicate', value: 1, ...dimensions });
    }
    return result;
  };
  const settled = readings.map((reading) => ({ reading, result: resultOf(reading) }));
  await Promise.all(
    settled.map(({ reading, result }) =>
      reading.kind === 'read' && result === messageEnded ? discard(ports, reading) : undefined,
    ),
  );
  return settled.map(({ result }) => result);
};

/**
 * Result of one record from the results of its calls. When nothing is left of its message, the
 * parts that SES refused go into a dead letter.
 */
const endOf = async (
  ports: SettlePorts,
  run: NotingRun,
  record: QueuedRecord,
  begun: Begun,
  sent: ReadonlyMap<Call, CallResult>,
): Promise<RecordResult> => {
  if (begun.kind === 'ended') return begun.result;
  const results = begun.calls.flatMap((call) => sent.get(call) ?? []);
  if (results.length < begun.calls.length) return retryAt(ports.clock.now() + unreachablePauseMs);
  const result = latest(
    results
      .map((one) => (one.kind === 'barred' ? retryAt(ports.clock.now()) : one))
      .filter((one) => one.kind !== 'refused'),
  );
  const refusals = [
    ...begun.refusals,
    ...results.flatMap((one) => (one.kind === 'refused' ? [one.refusal] : [])),
  ];
  return result.kind === 'done' && isNonEmpty(refusals)
    ? guarded(ports, run, { record }, () => deadLetterRefused(ports, record, begun.key, refusals))
    : result;
};

/** Deletes the object of a message whose end is recorded. An object that stays behind expires. */
const discard = async (ports: SettlePorts, { payload, message }: ReadMessage): Promise<void> => {
  if (payload?.isNamed !== true) return;
  await ports.discardPayload(payload.bucket, payload.key).catch((error: unknown) =>
    ports.log('warn', 'The object of a finished message could not be deleted; it expires.', {
      ...loggableKey(message.key),
      cause: nameOfError(error),
    }),
  );
};

/** First record of each message; the same message may come twice in a batch. */
export const firstReads = (
  readings: readonly ReadingResult[],
): ReadonlyMap<string, ReadMessage> => {
  const firsts = new Map<string, ReadMessage>();
  for (const reading of readings) {
    if (reading.kind !== 'read') continue;
    const key = keyText(reading.message.key);
    if (!firsts.has(key)) firsts.set(key, reading);
  }
  return firsts;
};
