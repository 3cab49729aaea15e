import type { LedgerMemory } from '../../shared/pacing/ledger-view.ts';
import { type PaceOptions, pace } from '../../shared/pacing/pace.ts';
import type { LeftOver, PacedJob } from '../../shared/pacing/paced-jobs.ts';
import { type StoreFailure, storeFailureOf } from '../../shared/system/store-failure.ts';
import type { Call } from './call.ts';
import {
  bar,
  type CallsUnderWay,
  giveBack,
  leave,
  newCallsUnderWay,
  type SendCallsPorts,
  waitForSetup,
  warn,
} from './calls-under-way.ts';
import { wholeAccount } from './choose-path.ts';
import { lookTakesMs } from './look-again.ts';
import { countedOf } from './message-facts.ts';
import { type CallResult, unreachablePauseMs } from './record-result.ts';
import type { NotingRun } from './run.ts';
import { sendCall } from './send-call.ts';

export type SendCallsOptions = Pick<
  PaceOptions<PacedCall>,
  'lane' | 'isFullBatch' | 'takesSpare' | 'patience'
>;

interface PacedCall extends PacedJob {
  readonly call: Call;
}

/**
 * No call begins later than this before the end of the run; ms. It may take 10 s, and its outcome
 * has to be recorded.
 */
const lastSendBeforeEndMs = 12_000;

/**
 * Sends calls through one account, each at its slot, or says when their records have to come again.
 *
 * @param ports - `ledger`, `getSendQuota`, `sendMail` and `pausedAtSes` are those of the account,
 * `largeCalls` that of the run, and `jointRequests` that of the account in the run
 * @returns a result for every call; one whose end is not known comes again
 */
export const sendCalls = async (
  ports: SendCallsPorts,
  run: NotingRun,
  memory: LedgerMemory,
  calls: readonly Call[],
  options: SendCallsOptions,
): Promise<ReadonlyMap<Call, CallResult>> => {
  const sending = newCallsUnderWay(ports, run, memory, calls);
  const left = await paceCalls(sending, memory, calls, options);
  const untilOf = new Map(
    typeof left === 'string' ? [] : left.map(({ job, untilMs }) => [job.call, untilMs]),
  );
  for (const call of calls) {
    if (sending.results.has(call)) continue;
    const untilMs = untilOf.get(call);
    if (isBarred(sending, call)) await bar(sending, call);
    else if (untilMs === undefined && left === 'setup') await waitForSetup(sending, call);
    else await giveBack(sending, call, untilMs ?? ports.clock.now() + unreachablePauseMs);
  }
  return sending.results;
};

/** Whether SES refused the whole account, and the call has a way out. */
const isBarred = ({ ports }: CallsUnderWay, call: Call): boolean =>
  call.wayOut !== undefined && (ports.pausedAtSes.get(wholeAccount) ?? 0) > ports.clock.now();

const toPaced = (call: Call): PacedCall => ({
  call,
  recipients: call.recipients.length,
  exempt: call.recipients.length - countedOf(call.prepared.message, call.recipients),
});

/**
 * Sends each call at its slot.
 *
 * @returns the calls that got no slot, or the kind of failure of the ledger, in which case every
 * unsent call is left over
 */
const paceCalls = async (
  sending: CallsUnderWay,
  memory: LedgerMemory,
  calls: readonly Call[],
  options: SendCallsOptions,
): Promise<readonly LeftOver<PacedCall>[] | StoreFailure['kind']> => {
  const { ports, run, looks, underWay } = sending;
  try {
    return await pace(ports, memory, calls.map(toPaced), {
      ...options,
      lastSendMs: ports.clock.now() + run.remainingMs() - lastSendBeforeEndMs,
      earlierMs: ({ call }, slotMs) =>
        (looks.isDue(call, slotMs) ? lookTakesMs : 0) + ports.jointRequests.aheadMs(call),
      send: ({ call }, time) => {
        underWay.add(call);
        return sendCall(sending, call, time)
          .catch((error: unknown) => leave(sending, call, error))
          .catch((error: unknown) => {
            warn(sending, call, error);
            return { kind: 'finished' } as const;
          })
          .finally(() => underWay.delete(call));
      },
    });
  } catch (error) {
    const { kind, code } = storeFailureOf(error);
    ports.log(
      'error',
      kind === 'unreachable'
        ? 'The rest of the batch stays in its queue because the send ledger cannot be reached.'
        : 'The rest of the batch stays in its queue because the send ledger refuses the function for good: check that its table exists, and the permissions of the function and of the key.',
      { cause: code },
    );
    return kind;
  }
};
