import type { Clock, DeadLetter, Log, Outcome, RecordOutcome } from '../ports.ts';
import { loggableKey } from './loggable-key.ts';
import { done, type RecordResult } from './record-result.ts';

/** One message of a queue, as far as sending it goes. */
export interface QueuedRecord {
  /** Of its first copy, when it was put on its queue anew. */
  readonly sqsMessageId: string;
  readonly body: string;
  /** Name of the queue it came from. */
  readonly queue: string;
  /** When this copy came on the queue, by the queue's clock; epoch ms. */
  readonly arrivedAtMs: number;
  /** When its first copy came on the queue; `arrivedAtMs` where it is left out. */
  readonly firstArrivedAtMs?: number;
  /** Of a message that was released: `arrivedAtMs` of the copy that had been held. */
  readonly releasedCopy: number | undefined;
  /** Nobody was handed the message before: SQS delivers it for the first time, and it is no copy of one that it delivered. */
  readonly isFirstDelivery: boolean;
  /** Attributes that only the pipeline sets, and has not set like that; each says what to do. */
  readonly attributeProblems?: readonly string[];
}

export interface BuryPorts {
  readonly deadLetter: DeadLetter;
  readonly recordOutcome: RecordOutcome;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends a message that will not be sent: to the dead letters with its reasons, then into the table.
 *
 * The effect comes before the marker: a crash in between buries it twice, which loses nothing.
 */
export const bury = async (
  ports: BuryPorts,
  record: QueuedRecord,
  outcome: Omit<Outcome, 'atMs'>,
): Promise<RecordResult> => {
  await ports.deadLetter(
    record.body,
    outcome.reasons,
    { queue: record.queue, sqsMessageId: record.sqsMessageId },
    outcome.remedy,
  );
  await ports.recordOutcome({ ...outcome, atMs: ports.clock.now() });
  ports.log('warn', `The message is ${outcome.state}.`, {
    ...loggableKey(outcome.key),
    reasons: outcome.reasons,
    ...(outcome.remedy === undefined ? {} : { remedy: outcome.remedy }),
  });
  return done;
};
