import { factsOf, type Lane } from '../../shared/email/streams.ts';
import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { type StoreFailure, storeFailureOf } from '../../shared/system/store-failure.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import { type Begin, type CarryOutPorts, carryOut } from './carry-out.ts';
import {
  type BatchCharges,
  type BudgetPorts,
  chargeBudgets,
  type Decided,
} from './charge-budgets.ts';
import { copyOf } from './dead-letter.ts';
import { decide } from './decide.ts';
import { type GuardedPorts, guarded, waitForStore } from './guarded.ts';
import { type Known, type LookedUp, type LookUpPorts, lookUp, type Way } from './look-up.ts';
import { noteEarlier } from './note-earlier.ts';
import { type Begun, ended, type PrepareCallsPorts, preparerOf } from './prepare-calls.ts';
import type { ReadMessage } from './read-all.ts';
import type { NotingRun } from './run.ts';
import { takePath } from './take-path.ts';
import { asksForFeedback } from './unknown-outcome.ts';

export type BeginPorts = GuardedPorts &
  LookUpPorts &
  CarryOutPorts &
  PrepareCallsPorts &
  BudgetPorts;

/** Reads how far the feedback of an account has come; once per account and batch. */
type FeedbackOf = (account: SendingAccount) => Promise<FeedbackReading | undefined>;

/** What is to be done for the messages of a batch. */
export interface BegunBatch {
  /** Per record its end, or the calls to be made for it. */
  readonly begun: ReadonlyMap<QueuedRecord, Begun>;
  /** To be called when the calls are made: {@link BatchCharges.giveBack}. */
  readonly giveBack: BatchCharges['giveBack'];
}

/**
 * Looks all messages up together and decides on them, charges them to the budgets of their tenants,
 * then carries the decisions out one after the other, so that the mail in memory stays within its
 * limit.
 */
export const beginAll = async (
  ports: BeginPorts,
  run: NotingRun,
  reads: readonly ReadMessage[],
  lane: Lane,
): Promise<BegunBatch> => {
  if (reads.length === 0) return { begun: new Map(), giveBack: async () => undefined };
  const lookedAtMs = ports.clock.now();
  const decideOne = await deciderOf(ports, run, reads);
  const decided: (Decided | Ended)[] = [];
  for (const read of reads) decided.push(await decideOne(read));
  const charges = await chargeBudgets(ports, decided.filter(isDecided), lane);

  const begin = { ports, run, prepareCalls: preparerOf(ports, run) };
  const begun = new Map<QueuedRecord, Begun>();
  for (const one of decided) {
    const { record } = one.read;
    begun.set(record, isDecided(one) ? await beginOne(begin, charges, one, lookedAtMs) : one.begun);
  }
  return { begun, giveBack: charges.giveBack };
};

/** A message on which nothing can be decided, with its end for this run. */
interface Ended {
  readonly read: ReadMessage;
  readonly begun: Begun;
}

const isDecided = (one: Decided | Ended): one is Decided => 'decision' in one;

const waits = (ports: BeginPorts, record: QueuedRecord, kind: StoreFailure['kind']): Begun =>
  ended(waitForStore(ports, record, kind));

/** Looks the messages up, and decides on each of them. */
const deciderOf = async (
  ports: BeginPorts,
  run: NotingRun,
  reads: readonly ReadMessage[],
): Promise<(read: ReadMessage) => Promise<Decided | Ended>> => {
  const feedbackOf = readingOnce();
  const known = await lookUpBatch(ports, reads);
  return async (read) => {
    const { record, message } = read;
    const waiting = (kind: StoreFailure['kind']) => ({ read, begun: waits(ports, record, kind) });
    if (typeof known === 'string') return waiting(known);
    const found = known(message);
    if (found instanceof UnreadableItem)
      ports.log('error', `A message waits. ${found.message}`, loggableKey(message.key));
    if (found === undefined || found instanceof UnreadableItem) return waiting('unreachable');
    const { way, ...facts } = found;
    if (typeof way === 'string') return waiting(way);
    const result = await guarded(ports, run, { record, mail: read }, () =>
      decideOn({ ports, run }, read, { way, facts, feedbackOf }),
    );
    return result.kind === 'decided'
      ? { read, decision: result.decision, way: result.way }
      : { read, begun: ended(result) };
  };
};

/** Carries a decision out, if the budget of the message's tenant has room for it. */
const beginOne = async (
  begin: Begin & { readonly ports: BeginPorts },
  charges: BatchCharges,
  one: Decided,
  lookedAtMs: number,
): Promise<Begun> => {
  const { ports, run } = begin;
  const { read, way } = one;
  const decision = charges.decide(one);
  if (typeof decision === 'string') return waits(ports, read.record, decision);
  const result = await guarded(ports, run, { record: read.record, mail: read }, () =>
    carryOut(begin, read, decision, way, lookedAtMs),
  );
  return result.kind === 'done' || result.kind === 'again' ? ended(result) : result;
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
}

const decideOn = async (
  { ports, run }: { readonly ports: BeginPorts; readonly run: NotingRun },
  read: ReadMessage,
  { way: given, facts, feedbackOf }: Ground,
) => {
  const { message, record, fingerprint } = read;
  const { settleMs, silenceMs } = run;
  const now = { nowMs: ports.clock.now(), settleMs, silenceMs };
  const copy = { releasedCopy: record.releasedCopy, copyMs: copyOf(record) };
  const way = takePath(ports, { message }, given, { ...copy, settleMs, progress: facts.progress });
  const { onUnknownOutcome } = factsOf(ports.streams, message.stream);
  const asks = onUnknownOutcome === 'resend' && asksForFeedback(facts.progress, now);
  const decision = decide(message, {
    ...facts,
    ...now,
    recipientsPerCall: way.recipientsPerCall,
    onUnknownOutcome,
    fingerprint,
    feedback: asks ? await feedbackOf(way.account) : undefined,
    firstArrivedAtMs: record.firstArrivedAtMs,
    ...copy,
  });
  noteEarlier({ ports, run }, read, facts.progress, decision);
  return { kind: 'decided', decision, way } as const;
};
