import { streamFacts } from '../../shared/email/streams.ts';
import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { type StoreFailure, storeFailureOf } from '../../shared/system/store-failure.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import { type Begin, type CarryOutPorts, carryOut } from './carry-out.ts';
import { copyOf } from './dead-letter.ts';
import { decide } from './decide.ts';
import { type GuardedPorts, guarded, waitForStore } from './guarded.ts';
import { type Known, type LookedUp, type LookUpPorts, lookUp, type Way } from './look-up.ts';
import { type Begun, ended, type PrepareCallsPorts, preparerOf } from './prepare-calls.ts';
import type { ReadMessage } from './read-all.ts';
import type { Run } from './run.ts';
import { asksForFeedback } from './unknown-outcome.ts';

export type BeginPorts = GuardedPorts & LookUpPorts & CarryOutPorts & PrepareCallsPorts;

/** Reads how far the feedback of an account has come; once per account and batch. */
type FeedbackOf = (account: SendingAccount) => Promise<FeedbackReading | undefined>;

/**
 * Looks all messages up together, then decides on them one after the other, so that the mail in
 * memory stays within its limit.
 *
 * @returns per record its end, or the calls to be made for it
 */
export const beginAll = async (
  ports: BeginPorts,
  run: Run,
  reads: readonly ReadMessage[],
): Promise<ReadonlyMap<QueuedRecord, Begun>> => {
  if (reads.length === 0) return new Map();
  const begin: Begin = { ports, run, prepareCalls: preparerOf(ports, run) };
  const feedbackOf = readingOnce();
  const lookedAtMs = ports.clock.now();
  const known = await lookUpBatch(ports, reads);
  const waits = (record: QueuedRecord, kind: StoreFailure['kind']): Begun =>
    ended(waitForStore(ports, record, kind));

  const beginOne = async (read: ReadMessage): Promise<Begun> => {
    const { record, message } = read;
    if (typeof known === 'string') return waits(record, known);
    const found = known(message);
    if (found instanceof UnreadableItem)
      ports.log('error', `A message waits. ${found.message}`, loggableKey(message.key));
    if (found === undefined || found instanceof UnreadableItem) return waits(record, 'unreachable');
    const { way, ...facts } = found;
    if (typeof way === 'string') return waits(record, way);
    const ground = { way, facts, feedbackOf, lookedAtMs };
    const result = await guarded(ports, run, { record, mail: read }, () =>
      decideAndCarryOut(begin, read, ground),
    );
    return result.kind === 'done' || result.kind === 'again' ? ended(result) : result;
  };

  const begun = new Map<QueuedRecord, Begun>();
  for (const read of reads) begun.set(read.record, await beginOne(read));
  return begun;
};

const readingOnce = (): FeedbackOf => {
  const readings = new Map<string, Promise<FeedbackReading | undefined>>();
  return (account) => {
    const reading = readings.get(account.name) ?? account.readFeedback();
    readings.set(account.name, reading);
    return reading;
  };
};

/** The look-up of a batch, or the kind of failure that kept the tables from answering. */
const lookUpBatch = (
  ports: BeginPorts,
  reads: readonly ReadMessage[],
): Promise<LookedUp | StoreFailure['kind']> =>
  lookUp(ports, reads).catch((error: unknown) => {
    const { kind, code } = storeFailureOf(error);
    ports.log(
      'error',
      kind === 'unreachable'
        ? 'The batch stays in its queue because a table cannot be reached.'
        : 'The batch stays in its queue because a table refuses the function for good: check that it exists, and the permissions of the function and of the key.',
      { cause: code },
    );
    return kind;
  });

/** What a decision on one message takes besides the message itself. */
interface Ground {
  readonly way: Way;
  readonly facts: Omit<Known, 'way'>;
  readonly feedbackOf: FeedbackOf;
  readonly lookedAtMs: number;
}

const decideAndCarryOut = async (
  begin: Begin,
  read: ReadMessage,
  { way, facts, feedbackOf, lookedAtMs }: Ground,
): Promise<Begun> => {
  const { message, record, fingerprint } = read;
  const { settleMs, silenceMs } = begin.run;
  const now = { nowMs: begin.ports.clock.now(), settleMs, silenceMs };
  const { onUnknownOutcome } = streamFacts[message.stream];
  const asks = onUnknownOutcome === 'resend' && asksForFeedback(facts.progress, now);
  const decision = decide(message, {
    ...facts,
    ...now,
    recipientsPerCall: way.recipientsPerCall,
    onUnknownOutcome,
    fingerprint,
    feedback: asks ? await feedbackOf(way.account) : undefined,
    releasedCopy: record.releasedCopy,
    firstArrivedAtMs: record.firstArrivedAtMs,
    copyMs: copyOf(record),
  });
  return carryOut(begin, read, decision, way, lookedAtMs);
};
