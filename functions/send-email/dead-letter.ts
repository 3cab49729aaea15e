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
import { mailOfPipeline } from '../../shared/remedies/told/mail-of-pipeline.ts';
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
 * Ends a message that will not be sent: records its outcome, then puts it on the dead-letter queue
 * with its reasons.
 *
 * The outcome comes first because writing it again changes nothing, while a second dead letter is
 * one too many. So nothing is dead-lettered while the table cannot be reached, and a crash in
 * between, or a lost answer of the queue, makes two dead letters at worst. If another mail has
 * taken the id by then, the message comes again and is decided on anew.
 */
export const deadLetter = async (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  outcome: Omit<Outcome, 'atMs'>,
): Promise<RecordResult> => {
  const answer = await recordEnd(ports, outcome);
  return answer === 'another-mail'
    ? afterRival(ports.clock.now())
    : putWithReasons(ports, record, outcome);
};

/**
 * Records the outcome of a message. An outcome that the table refuses for good, for this message or
 * for all, is skipped: the dead letter still shows it, and waiting for the table would redeliver
 * the message for ever.
 *
 * @throws when the table cannot be reached; nothing is dead-lettered then, and the message comes
 * again
 */
export const recordOrSkip = async (
  ports: DeadLetterPorts,
  outcome: Outcome,
): Promise<OutcomeAnswer> => {
  try {
    return await ports.recordOutcome(outcome);
  } catch (error) {
    const { kind, code } = storeFailureOf(error);
    if (kind === 'unreachable') throw error;
    ports.log(
      'error',
      'The messages table refuses the outcome of a message; the message becomes a dead letter anyway.',
      {
        ...loggableKey(outcome.key),
        cause: code,
      },
    );
    return 'settled';
  }
};

const recordEnd = (
  ports: DeadLetterPorts,
  outcome: Omit<Outcome, 'atMs'>,
): Promise<OutcomeAnswer> =>
  recordOrSkip(ports, {
    ...outcome,
    reasons: shortenReasons(outcome.reasons),
    atMs: ports.clock.now(),
  });

const putWithReasons = async (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  { key, state, reasons, remedy }: Pick<Outcome, 'key' | 'state' | 'reasons' | 'remedy'>,
): Promise<RecordResult> => {
  const { queue, sqsMessageId, group } = record;
  const origin = { queue, sqsMessageId, group };
  await ports.putDeadLetter(record.body, reasons, origin, remedy);
  ports.log('warn', `The message is ${state}.`, {
    ...loggableKey(key),
    reasons: shortenReasons(reasons),
    ...(remedy === undefined ? {} : { remedy }),
  });
  return done;
};

/**
 * When the first copy of a message arrived on its queue, as far as is known; epoch ms ({@link
 * PartRefusal.copyMs}).
 */
export const copyOf = ({ firstArrivedAtMs, arrivedAtMs }: QueuedRecord): number =>
  firstArrivedAtMs ?? arrivedAtMs;

const distinct = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/**
 * Ends a message of which SES refused parts for good, once nothing of it is left to send: one dead
 * letter for all its refusals. Each refusal was recorded when SES gave it, so no run calls SES for
 * that part again while other parts are unsettled.
 */
export const deadLetterRefused = (
  ports: DeadLetterPorts,
  record: QueuedRecord,
  key: MessageKey,
  refusals: NonEmpty<PartRefusal>,
): Promise<RecordResult> => {
  const remedies = distinct(refusals.map(({ remedy }) => remedy));
  return putWithReasons(ports, record, {
    key,
    state: 'failed',
    reasons: distinct(refusals.map(({ reason }) => reason)),
    ...(remedies.length === 0 ? {} : { remedy: remedies.join(' ') }),
  });
};

/**
 * Dead-letters a message whose item the table will never accept, because it would otherwise be
 * redelivered for ever. Such an item has grown too large; it may be that of another mail under the
 * id.
 *
 * @param code - of the table's error
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
    reasons: [`the messages table does not accept the item of this message: ${code}`],
    remedy: mailOfPipeline['item-untaken'].remedy,
  } as const;
  await recordEnd(ports, end);
  return putWithReasons(ports, record, end);
};
