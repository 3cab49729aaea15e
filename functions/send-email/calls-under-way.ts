import type { ChangePlan } from '../../shared/messages/ports.ts';
import type { LedgerMemory } from '../../shared/pacing/ledger-view.ts';
import type { JobResult } from '../../shared/pacing/paced-jobs.ts';
import type { PacingPorts } from '../../shared/pacing/reserve-slots.ts';
import { recipientsPerCall } from '../../shared/pacing/ses-bucket.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { stayingBecause, storeFailureOf } from '../../shared/system/store-failure.ts';
import type { CountMetric } from '../../shared/telemetry/ports.ts';
import { type Call, mailOf } from './call.ts';
import { type DeadLetterPorts, deadLetterUntaken } from './dead-letter.ts';
import { type LookAgainPorts, lookAgain } from './look-again.ts';
import { dimensionsOf, outcomeOf } from './message-facts.ts';
import type { ConfigurationSets } from './prepare-message.ts';
import { again, type CallResult, storePauseMs } from './record-result.ts';
import type { Run } from './run.ts';
import type { SendPartPorts } from './send-part.ts';

export interface SendCallsPorts
  extends SendPartPorts,
    PacingPorts,
    DeadLetterPorts,
    LookAgainPorts {
  readonly changePlan: ChangePlan;
  readonly count: CountMetric;
  readonly configurationSets: ConfigurationSets;
  /** {@link SendingAccount.pausedAtSes} */
  readonly pausedAtSes: Map<string, number>;
}

/** The calls of one run through one account, and how far each has got. */
export interface CallsUnderWay {
  readonly ports: SendCallsPorts;
  readonly run: Run;
  readonly looks: ReturnType<typeof lookAgain>;
  /** What became of calls that are over for this run. */
  readonly results: Map<Call, CallResult>;
  /**
   * Claims that this run holds although SES did not take the mail: late, throttled, refused or
   * stopped.
   */
  readonly claimed: Set<Call>;
  /** Handed over by the pacer and not back yet. */
  readonly underWay: Set<Call>;
  /** Recipients that SES takes in one call at the rate that was seen last. */
  readonly largestCall: () => number;
}

export const newCallsUnderWay = (
  ports: SendCallsPorts,
  run: Run,
  memory: LedgerMemory,
  calls: readonly Call[],
): CallsUnderWay => {
  const results = new Map<Call, CallResult>();
  const underWay = new Set<Call>();
  return {
    ports,
    run,
    results,
    underWay,
    claimed: new Set(),
    looks: lookAgain(ports, calls, {
      intervalMs: () => memory.last?.intervalMs ?? Number.POSITIVE_INFINITY,
      isWaiting: (call) => !results.has(call) && !underWay.has(call),
    }),
    largestCall: () =>
      memory.last === undefined
        ? Number.POSITIVE_INFINITY
        : recipientsPerCall(memory.last.minIntervalMs),
  };
};

/** Dimensions under which the call's message is counted. */
export const dimensions = ({ ports }: CallsUnderWay, call: Call) =>
  dimensionsOf(call.prepared.message, ports.configurationSets);

/** Says in the log why a message stays in its queue. */
export const warn = ({ ports }: CallsUnderWay, call: Call, error: unknown): void => {
  const { kind, code } = storeFailureOf(error);
  ports.log('error', stayingBecause[kind], {
    ...loggableKey(call.prepared.message.key),
    cause: code,
  });
};

/** Ends a call; an unused slot goes to another. */
export const end = (
  { results }: CallsUnderWay,
  call: Call,
  result: CallResult,
  kind: 'finished' | 'unused' = 'finished',
): JobResult => {
  results.set(call, result);
  return { kind };
};

/**
 * Nothing was sent: the record comes again at its time, and a claim that this run holds is given
 * back.
 */
export const giveBack = async (
  sending: CallsUnderWay,
  call: Call,
  untilMs: number,
): Promise<void> => {
  const { ports, claimed, results } = sending;
  // A claim that cannot be given back costs time only: it ends with its lease.
  if (claimed.has(call))
    await ports
      .releaseClaim(call.prepared.message.key, call.part)
      .catch((error: unknown) => warn(sending, call, error));
  ports.count({ name: 'Deferred', value: 1, ...dimensions(sending, call) });
  results.set(call, again(untilMs));
};

/** A store refuses everybody until a person mends it, so it is asked less and less often. */
export const waitForSetup = (sending: CallsUnderWay, call: Call): Promise<void> => {
  const { clock, count } = sending.ports;
  count({ name: 'StoreRefused', value: 1 });
  const nowMs = clock.now();
  return giveBack(sending, call, nowMs + storePauseMs('setup', call.copyMs, nowMs));
};

/**
 * Nothing was sent because a store failed: the record comes again, unless its message is one that
 * the table will never take.
 */
export const leave = async (
  sending: CallsUnderWay,
  call: Call,
  error: unknown,
): Promise<JobResult> => {
  const { ports, run } = sending;
  const { kind, code } = storeFailureOf(error);
  if (kind !== 'message') {
    warn(sending, call, error);
    if (kind === 'setup') await waitForSetup(sending, call);
    return { kind: 'finished' };
  }
  ports.count({ name: 'Failed', value: 1, ...dimensions(sending, call) });
  const outcome = outcomeOf(mailOf(call), call.suppressed, run);
  return end(sending, call, await deadLetterUntaken(ports, call.record, outcome, code), 'unused');
};
