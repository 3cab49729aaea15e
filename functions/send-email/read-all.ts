import type { Lane } from '../../shared/email/streams.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { type Payload, readRecord } from '../../shared/messages/read-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { deadLetter } from './dead-letter.ts';
import { fetchInTurn } from './fetch-in-turn.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type GuardedPorts, guarded } from './guarded.ts';
import { over, type RecordResult } from './record-result.ts';
import type { Run } from './run.ts';

export type ReadPorts = GuardedPorts & Parameters<typeof readRecord>[0];

/** A record whose message can be sent, as far as the message itself tells. */
export interface ReadMessage {
  readonly kind: 'read';
  readonly record: QueuedRecord;
  readonly message: ValidMessage;
  /** Of its content. */
  readonly fingerprint: string;
  /** The JSON of the mail itself, wherever it lay. */
  readonly text: string;
  /** The object in S3 that held it. */
  readonly payload: Payload | undefined;
}

/**
 * A record that was read, or what becomes of one that is over, cannot be sent or cannot be read
 * now.
 */
export type ReadingResult = ReadMessage | RecordResult;

/**
 * Objects that hold messages, which one run fetches: each stands in memory several times while it
 * is read.
 */
const fetchLimitBytes = 24 * 1024 * 1024;

/**
 * Reads the messages of a batch; one that can never be sent becomes a dead letter. One result per
 * record, in their order.
 */
export const readAll = (
  ports: ReadPorts,
  run: Run,
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
  run: Run,
  record: QueuedRecord,
  lane: Lane,
): Promise<ReadingResult> => {
  const reading = await readRecord(ports, record, lane);
  if (reading.kind === 'valid') {
    const { message, text, payload } = reading;
    return { kind: 'read', record, message, fingerprint: fingerprintOf(message), text, payload };
  }
  if (reading.kind === 'over') {
    ports.count({ name: 'Duplicate', value: 1, tenantId: reading.key.tenantId });
    ports.log('info', 'The message was sent, or ended, before.', loggableKey(reading.key));
    return over;
  }
  ports.count({ name: 'Rejected', value: 1, tenantId: reading.key.tenantId });
  const { key, stream, reasons } = reading;
  return deadLetter(ports, record, {
    key,
    stream,
    reasons,
    state: 'rejected',
    part: undefined,
    settleMs: run.settleMs,
    recipients: [],
    suppressed: [],
  });
};
