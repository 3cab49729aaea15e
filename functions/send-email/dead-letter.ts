import type { PutDeadLetter } from '../../shared/dead-letters/ports.ts';
import type {
  MessageKey,
  Outcome,
  OutcomeAnswer,
  PartRefusal,
  RecordOutcome,
} from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { shortenReasons } from '../../shared/privacy/shorten-reasons.ts';
import type { NonEmpty } from '../../shared/system/non-empty.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { storeFailureOf } from '../../shared/system/store-failure.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { afterRival, done, type RecordResult } from './record-result.ts';

export interface DeadLetterPorts {
  readonly putDeadLetter: PutDeadLetter;
  readonly recordOutcome: RecordOutcome;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends a message that will not be sent: into the table, then to the dead letters with its reasons.
 *
 * The row comes first, for writing it again changes nothing; a second letter is a second letter. So
 * while the table cannot be reached no letter is put, and a crash in between, or a lost answer of
 * the queue, makes two dead letters at worst. A message whose id another mail has by now comes
 * again, and is decided on anew.
 */
export const deadLetter = async (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  outcome: Omit<Outcome, 'atMs'>,
): Promise<RecordResult> => {
  const answer = await markEnd(ports, outcome);
  return answer === 'another-mail'
    ? afterRival(ports.clock.now())
    : putLetter(ports, record, outcome);
};

/**
 * Writes down how a message ended. What the table will never take is left out: its dead letter
 * tells all the same, and a message that stayed for it would come back for ever.
 *
 * @throws when the table cannot be reached; nothing is dead-lettered then, and the message comes
 * again
 */
export const mark = async (ports: DeadLetterPorts, outcome: Outcome): Promise<OutcomeAnswer> => {
  try {
    return await ports.recordOutcome(outcome);
  } catch (error) {
    const { kind, code } = storeFailureOf(error);
    if (kind === 'unreachable') throw error;
    ports.log(
      'error',
      'The messages table does not take the end of a message; it becomes a dead letter all the same.',
      {
        ...loggableKey(outcome.key),
        cause: code,
      },
    );
    return 'settled';
  }
};

const markEnd = (ports: DeadLetterPorts, outcome: Omit<Outcome, 'atMs'>): Promise<OutcomeAnswer> =>
  mark(ports, { ...outcome, reasons: shortenReasons(outcome.reasons), atMs: ports.clock.now() });

const putLetter = async (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  { key, state, reasons, remedy }: Pick<Outcome, 'key' | 'state' | 'reasons' | 'remedy'>,
): Promise<RecordResult> => {
  const origin = { queue: record.queue, sqsMessageId: record.sqsMessageId };
  await ports.putDeadLetter(record.body, reasons, origin, remedy);
  ports.log('warn', `The message is ${state}.`, {
    ...loggableKey(key),
    reasons: shortenReasons(reasons),
    ...(remedy === undefined ? {} : { remedy }),
  });
  return done;
};

/**
 * When the first copy of a message came on its queue, as far as is known: {@link
 * PartRefusal.copyMs}.
 */
export const copyOf = ({ firstArrivedAtMs, arrivedAtMs }: QueuedRecord): number =>
  firstArrivedAtMs ?? arrivedAtMs;

/** Different ones, each once. */
const each = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/**
 * Ends a message of which SES refused parts for good, once nothing of it is left to send: one dead
 * letter for all of them. Each of them stands in the table since SES refused it, so no run calls
 * SES for it again while others are not settled.
 */
export const deadLetterRefused = (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  key: MessageKey,
  refusals: NonEmpty<PartRefusal>,
): Promise<RecordResult> => {
  const remedies = each(refusals.map(({ remedy }) => remedy));
  return putLetter(ports, record, {
    key,
    state: 'failed',
    reasons: each(refusals.map(({ reason }) => reason)),
    ...(remedies.length === 0 ? {} : { remedy: remedies.join(' ') }),
  });
};

/**
 * Buries a message of which a store will never take what is to be written: it would come back for
 * ever. Such an item has grown too large, be it that of another mail under the id.
 *
 * @param code - of the store's error
 */
export const deadLetterUntaken = async (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  outcome: Omit<Outcome, 'atMs' | 'state' | 'part' | 'reasons' | 'remedy'>,
  code: string,
): Promise<RecordResult> => {
  const end = {
    ...outcome,
    state: 'failed',
    part: undefined,
    reasons: [`the messages table does not take what is to be written of this message: ${code}`],
    remedy:
      'Put it on its queue again under an id of its own, unless status shows that it was sent.',
  } as const;
  await markEnd(ports, end);
  return putLetter(ports, record, end);
};
