import type { DeadLetter } from '../../shared/dead-letters/ports.ts';
import type { Outcome, RecordOutcome } from '../../shared/messages/ports.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { toldReasons } from '../../shared/privacy/told-reasons.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { done, type RecordResult } from './record-result.ts';
import { storeFailureOf } from './store-failure.ts';

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
 * Writes down how a message ended. What the table will never take is left out: its dead letter tells all the same, and a message that stayed
 * for it would come back for ever.
 *
 * @throws when the table cannot be reached; nothing was buried then, and the message comes again
 */
const mark = async (ports: BuryPorts, outcome: Outcome): Promise<void> => {
  try {
    await ports.recordOutcome(outcome);
  } catch (error) {
    const { kind, code } = storeFailureOf(error);
    if (kind === 'unreachable') throw error;
    ports.log(
      'error',
      'The messages table does not take the end of a message; it is buried all the same.',
      {
        ...loggableKey(outcome.key),
        cause: code,
      },
    );
  }
};

/**
 * Ends a message that will not be sent: into the table, then to the dead letters with its reasons.
 *
 * The row comes first, for writing it again changes nothing; a second letter is a second letter. So while the table cannot be reached no
 * letter is put, and a crash in between, or a lost answer of the queue, buries the message twice at worst.
 */
export const bury = async (
  ports: BuryPorts,
  record: QueuedRecord,
  outcome: Omit<Outcome, 'atMs'>,
): Promise<RecordResult> => {
  const reasons = toldReasons(outcome.reasons);
  await mark(ports, { ...outcome, reasons, atMs: ports.clock.now() });
  await ports.deadLetter(
    record.body,
    outcome.reasons,
    { queue: record.queue, sqsMessageId: record.sqsMessageId },
    outcome.remedy,
  );
  ports.log('warn', `The message is ${outcome.state}.`, {
    ...loggableKey(outcome.key),
    reasons,
    ...(outcome.remedy === undefined ? {} : { remedy: outcome.remedy }),
  });
  return done;
};

/**
 * Buries a message of which a store will never take what is to be written: it would come back for ever. Such an item has grown too large.
 *
 * @param code - of the store's error
 */
export const buryUntaken = (
  ports: BuryPorts,
  record: QueuedRecord,
  outcome: Omit<Outcome, 'atMs' | 'state' | 'part' | 'reasons' | 'remedy'>,
  code: string,
): Promise<RecordResult> =>
  bury(ports, record, {
    ...outcome,
    state: 'failed',
    part: undefined,
    reasons: [`the messages table does not take what is to be written of this message: ${code}`],
    remedy:
      'Put it on its queue again under an id of its own, unless status shows that it was sent.',
  });
