import type { Streams } from '../../shared/email/streams.ts';
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
import { notStorableFact } from './mail-facts.ts';
import { dimensionsOf, outcomeOf } from './message-facts.ts';
import { type CallResult, retryAt, storePauseMs, unreachablePauseMs } from './record-result.ts';
import type { NotingRun } from './run.ts';
import type { SendPartPorts } from './send-part.ts';
import { recipientsPerSmtpCall } from './take-path.ts';

export interface SendCallsPorts
  extends SendPartPorts,
    PacingPorts,
    DeadLetterPorts,
    LookAgainPorts {
  readonly changePlan: ChangePlan;
  readonly count: CountMetric;
  /** Streams of the deployment. */
  readonly streams: Streams;
  /** {@link SendingAccount.pausedAtSes} */
  readonly pausedAtSes: Map<string, number>;
  /** {@link SendingAccount.bySmtp} */
  readonly bySmtp?: boolean | undefined;
}

/** The calls of one run through one account, and their progress. */
export interface CallsUnderWay {
  readonly ports: SendCallsPorts;
  readonly run: NotingRun;
  readonly looks: ReturnType<typeof lookAgain>;
  /** Results of the calls that this run is done with. */
  readonly results: Map<Call, CallResult>;
  /**
   * Calls whose claim this run holds although SES did not accept the mail: it was late, throttled,
   * refused or stopped.
   */
  readonly claimed: Set<Call>;
  /** Calls that the pacer handed over and that have not returned. */
  readonly underWay: Set<Call>;
  /** Recipients that one call may have: by SMTP one, to SES what it takes at the rate last read. */
  readonly largestCall: () => number;
}

export const newCallsUnderWay = (
  ports: SendCallsPorts,
  run: NotingRun,
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
    largestCall: () => {
      if (ports.bySmtp === true) return recipientsPerSmtpCall;
      return memory.last === undefined
        ? Number.POSITIVE_INFINITY
        : recipientsPerCall(memory.last.minIntervalMs);
    },
  };
};

/** Metric dimensions of the call's message. */
export const dimensions = ({ ports }: CallsUnderWay, call: Call) =>
  dimensionsOf(call.prepared.message, ports.streams);

/** Logs why a message stays in its queue. */
export const warn = ({ ports }: CallsUnderWay, call: Call, error: unknown): void => {
  const { kind, code } = storeFailureOf(error);
  ports.log('error', stayingBecause[kind], {
    ...loggableKey(call.prepared.message.key),
    cause: code,
  });
};

/** Ends a call for this run. With `unused` its slot goes to another call. */
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
 * Gives a call back unsent: its record comes again at `untilMs` (epoch ms), and a claim that this
 * run holds is released.
 */
export const giveBack = async (
  sending: CallsUnderWay,
  call: Call,
  untilMs: number,
): Promise<void> => {
  const { ports, claimed, results } = sending;
  // A claim that cannot be released only costs time: it ends with its lease.
  if (claimed.has(call))
    await ports
      .releaseClaim(call.prepared.message.key, call.part)
      .catch((error: unknown) => warn(sending, call, error));
  ports.count({ name: 'Deferred', value: 1, ...dimensions(sending, call) });
  results.set(call, retryAt(untilMs));
};

/**
 * Hands a call that SES refused for good to its way out: the claim is released, and the account of
 * the way out claims the part for itself. Where the claim cannot be released, the call is given back.
 */
export const bar = async (sending: CallsUnderWay, call: Call): Promise<void> => {
  const { ports, claimed, results } = sending;
  const wasClaimed = claimed.has(call);
  try {
    if (wasClaimed) await ports.releaseClaim(call.prepared.message.key, call.part);
  } catch (error) {
    warn(sending, call, error);
    ports.count({ name: 'Deferred', value: 1, ...dimensions(sending, call) });
    results.set(call, retryAt(ports.clock.now() + unreachablePauseMs));
    return;
  }
  results.set(call, { kind: 'barred', wasClaimed });
};

/**
 * A table refuses everybody until a person corrects the setup; the wait grows, so that it is asked
 * less and less often.
 */
export const waitForSetup = (sending: CallsUnderWay, call: Call): Promise<void> => {
  const { clock, count } = sending.ports;
  count({ name: 'StoreRefused', value: 1 });
  const nowMs = clock.now();
  return giveBack(sending, call, nowMs + storePauseMs('setup', call.copyMs, nowMs));
};

/**
 * Ends a call that was not sent because a table failed. Its record comes again, unless its message
 * is one that the table will never accept.
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
  const result = await deadLetterUntaken(ports, call.record, outcome, code);
  run.facts.note(call.record, [notStorableFact(mailOf(call), ports.clock.now())]);
  return end(sending, call, result, 'unused');
};
