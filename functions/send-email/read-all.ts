import type { Lane } from '../../shared/email/streams.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import { fingerprintOf } from '../../shared/messages/fingerprint.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { type Payload, readRecord } from '../../shared/messages/read-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { deadLetter } from './dead-letter.ts';
import { fetchInTurn } from './fetch-in-turn.ts';
import { type GuardedPorts, guarded } from './guarded.ts';
import { unreadFact } from './mail-facts.ts';
import { putUnfolded, type UnfoldPorts } from './put-unfolded.ts';
import { messageEnded, type RecordResult } from './record-result.ts';
import type { NotingRun } from './run.ts';

export type ReadPorts = GuardedPorts & Parameters<typeof readRecord>[0] & UnfoldPorts;

/** A record whose message is valid: nothing in the message itself prevents its sending. */
export interface ReadMessage {
  readonly kind: 'read';
  readonly record: QueuedRecord;
  readonly message: ValidMessage;
  /** Fingerprint of the message's content. */
  readonly fingerprint: string;
  /** JSON of the message, from the queue or from the object that held it. */
  readonly text: string;
  /** S3 object that held the message; undefined when it stood on the queue. */
  readonly payload: Payload | undefined;
}

/**
 * A record that was read, or the result of one that already ended, can never be sent, or cannot be
 * read now.
 */
export type ReadingResult = ReadMessage | RecordResult;

/**
 * Limit on the objects with messages that one run fetches; bytes. Each is in memory several times
 * over while it is read.
 */
const fetchLimitBytes = 24 * 1024 * 1024;

/**
 * Reads the messages of a batch. One that can never be sent becomes a dead letter.
 *
 * @returns one result per record, in their order
 */
export const readAll = (
  ports: ReadPorts,
  run: NotingRun,
  records: readonly QueuedRecord[],
  lane: Lane,
): Promise<readonly ReadingResult[]> => {
  const fetchObject = fetchInTurn(ports.fetchObject, fetchLimitBytes);
  return Promise.all(
    records.map((record) =>
      guarded(ports, run, { record }, () => readOne({ ...ports, fetchObject }, run, record, lane)),
    ),
  );
};

const readOne = async (
  ports: ReadPorts,
  run: NotingRun,
  record: QueuedRecord,
  lane: Lane,
): Promise<ReadingResult> => {
  const reading = await readRecord(ports, record, lane);
  if (reading.kind === 'valid') {
    const { message, text, payload } = reading;
    return { kind: 'read', record, message, fingerprint: fingerprintOf(message), text, payload };
  }
  if (reading.kind === 'unfolded') return putUnfolded(ports, record, reading, lane);
  if (reading.kind === 'over') {
    ports.count({ name: 'Duplicate', value: 1, tenantId: reading.key.tenantId });
    ports.log('info', 'The message was sent, or ended, before.', loggableKey(reading.key));
    return messageEnded;
  }
  ports.count({ name: 'Rejected', value: 1, tenantId: reading.key.tenantId });
  const { key, stream, reasons } = reading;
  const result = await deadLetter(ports, record, {
    key,
    stream,
    reasons,
    state: 'rejected',
    part: undefined,
    settleMs: run.settleMs,
    recipients: [],
    suppressed: [],
  });
  if (result.kind === 'done') {
    const end = { type: 'rejected', reason: 'invalid' } as const;
    run.facts.note(record, [unreadFact(key, record.sqsMessageId, end, ports.clock.now())]);
  }
  return result;
};
