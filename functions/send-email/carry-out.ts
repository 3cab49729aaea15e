import type { CorrectMessage } from '../../shared/messages/ports.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { isNonEmpty } from '../../shared/system/non-empty.ts';
import { type DeadLetterPorts, deadLetter, deadLetterRefused } from './dead-letter.ts';
import type { Decision } from './decision.ts';
import { type HoldPorts, hold } from './hold.ts';
import type { Way } from './look-up.ts';
import { expiredFact, heldFact, rejectedFact, suppressedFacts } from './mail-facts.ts';
import { dimensionsOf, outcomeOf } from './message-facts.ts';
import { overReason } from './over-budget.ts';
import { type Begun, ended, type PrepareCalls } from './prepare-calls.ts';
import type { ReadMessage } from './read-all.ts';
import { afterRival, messageEnded, type RecordResult, retryAt } from './record-result.ts';
import { type ConflictPorts, refuseConflict } from './refuse-conflict.ts';
import type { NotingRun } from './run.ts';

export type CarryOutPorts = DeadLetterPorts &
  HoldPorts &
  ConflictPorts & { readonly correctMessage: CorrectMessage };

/** What {@link carryOut} needs. */
export interface Begin {
  readonly ports: CarryOutPorts;
  readonly run: NotingRun;
  readonly prepareCalls: PrepareCalls;
}

type Refused = Extract<Decision, { kind: 'refused' }>;
type Ended = Extract<Decision, { kind: 'expired' | 'suppressed' }>;

/** Carries out the decision on a message, up to its calls. */
export const carryOut = async (
  begin: Begin,
  read: ReadMessage,
  decision: Decision,
  way: Way,
  lookedAtMs: number,
): Promise<Begun> => {
  const { ports, run } = begin;
  const { message } = read;
  const dimensions = dimensionsOf(message, ports.streams);
  if (!(await takeId(begin, read, decision))) return ended(afterRival(ports.clock.now()));
  switch (decision.kind) {
    case 'duplicate':
      ports.count({ name: 'Duplicate', value: 1, ...dimensions });
      ports.log('info', 'The message was sent before.', loggableKey(message.key));
      return ended(messageEnded);
    case 'refused':
      return deadLetterRefusals(begin, read, decision.refusals);
    case 'conflict': {
      const result = await refuseConflict(ports, read);
      run.facts.note(read.record, [rejectedFact(read, 'conflict', ports.clock.now())]);
      return ended(result);
    }
    case 'again':
      ports.count({ name: 'Deferred', value: 1, ...dimensions });
      return ended(retryAt(decision.untilMs));
    case 'suppressed':
    case 'expired':
      return conclude(begin, read, decision);
    case 'hold':
      return ended(await holdOne(begin, read, decision));
    case 'over-budget':
      return ended(await refuseOver(begin, read, decision));
    case 'send':
      return begin.prepareCalls(read, decision, way, lookedAtMs);
    default:
      return decision satisfies never;
  }
};

const holdOne = async (
  { ports, run }: Begin,
  read: ReadMessage,
  decision: Extract<Decision, { kind: 'hold' }>,
): Promise<RecordResult> => {
  const { record } = read;
  const { kind } = decision.cause;
  const result = await hold(ports, run, read, decision);
  if (result.kind === 'done' && kind !== 'held-before')
    run.facts.note(record, [heldFact(read, record.arrivedAtMs, kind, ports.clock.now())]);
  return result;
};

/**
 * Rejects a message for which its tenant's budget has no room. Of one that was partly sent before, what
 * is left has failed.
 */
const refuseOver = async (
  { ports, run }: Begin,
  read: ReadMessage,
  { over, isPartlySent, suppressed }: Extract<Decision, { kind: 'over-budget' }>,
): Promise<RecordResult> => {
  ports.count({
    name: 'Rejected',
    value: 1,
    ...dimensionsOf(read.message, ports.streams),
  });
  const result = await deadLetter(ports, read.record, {
    ...outcomeOf(read, suppressed, run),
    part: undefined,
    state: isPartlySent ? 'failed' : 'rejected',
    reasons: [`${overReason(over)}; send it again when there is room, or raise the budget first`],
  });
  if (result.kind === 'done')
    run.facts.note(read.record, [rejectedFact(read, 'over-budget', ports.clock.now())]);
  return result;
};

const deadLetterRefusals = async (
  { ports }: Begin,
  { record, message }: ReadMessage,
  refusals: Refused['refusals'],
): Promise<Begun> => ended(await deadLetterRefused(ports, record, message.key, refusals));

/**
 * Records the end of a message that needs no call, and ends the claims that nothing settled. If
 * another mail has taken the id by then, the message comes again to be refused.
 */
const conclude = async (begin: Begin, read: ReadMessage, decision: Ended): Promise<Begun> => {
  const { ports, run } = begin;
  const { message } = read;
  const { kind: state, endedClaims, refusals } = decision;
  const dimensions = dimensionsOf(message, ports.streams);
  const [reason, suppressed] =
    decision.kind === 'expired'
      ? (['expiresAt: passed before the message could be sent', []] as const)
      : (['every recipient is suppressed', decision.suppressed] as const);
  for (const claim of endedClaims.length > 0 ? endedClaims : [{ part: undefined }]) {
    const answer = await ports.recordOutcome({
      ...outcomeOf(read, suppressed, run),
      ...claim,
      state,
      reasons: [reason],
      atMs: ports.clock.now(),
    });
    if (answer === 'another-mail') return ended(afterRival(ports.clock.now()));
  }
  if (suppressed.length > 0)
    ports.count({ name: 'Suppressed', value: suppressed.length, ...dimensions });
  const atMs = ports.clock.now();
  run.facts.note(
    read.record,
    state === 'expired' ? [expiredFact(read, atMs)] : suppressedFacts(read, suppressed, atMs),
  );
  ports.log('info', `The message is ${state}.`, loggableKey(message.key));
  return isNonEmpty(refusals) ? deadLetterRefusals(begin, read, refusals) : ended(messageEnded);
};

/**
 * Gives a message an id whose earlier mail ended without reaching SES, before anything is written
 * under it.
 *
 * @returns whether the id is now its own
 */
const takeId = async (
  { ports }: Begin,
  { message, fingerprint }: ReadMessage,
  decision: Decision,
): Promise<boolean> => {
  const corrects = 'corrects' in decision ? decision.corrects : undefined;
  return corrects === undefined || ports.correctMessage(message.key, corrects, fingerprint);
};
