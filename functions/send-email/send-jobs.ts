import { isSimulated } from '../../shared/email/mailbox-simulator.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { ChangePlan, Outcome } from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { Lane } from '../../shared/pacing/ledger.ts';
import type { LedgerMemory } from '../../shared/pacing/ledger-view.ts';
import { pace, type SendTime } from '../../shared/pacing/pace.ts';
import type { JobResult } from '../../shared/pacing/paced-jobs.ts';
import type { PacingPorts } from '../../shared/pacing/reserve-slots.ts';
import { recipientsPerCall } from '../../shared/pacing/ses-bucket.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { toldReasons } from '../../shared/privacy/told-reasons.ts';
import type { SesRefusal } from '../../shared/ses-api/ports.ts';
import {
  type StoreFailure,
  stayingBecause,
  storeFailureOf,
} from '../../shared/system/store-failure.ts';
import type { CountMetric } from '../../shared/telemetry/ports.ts';
import { type BuryPorts, buryUntaken, mark } from './bury.ts';
import { type LookAgainPorts, type LookedUpJob, lookAgain, lookTakesMs } from './look-again.ts';
import type { ConfigurationSets } from './prepare-message.ts';
import {
  again,
  type CallResult,
  done,
  over,
  type RecordResult,
  storePauseMs,
  unreachablePauseMs,
  unsettledUntil,
} from './record-result.ts';
import { type Run, type SendPartPorts, sendPart } from './send-part.ts';

/** `ledger`, `getSendQuota` and `sendMail` are those of one account. */
export interface SendJobsPorts extends SendPartPorts, PacingPorts, BuryPorts, LookAgainPorts {
  readonly changePlan: ChangePlan;
  readonly count: CountMetric;
  readonly configurationSets: ConfigurationSets;
  readonly pausedSets: Map<string, number>;
}

/** One call to SES, of the message of one record. */
export interface RecordJob extends LookedUpJob {
  readonly record: QueuedRecord;
}

export interface SendJobsOptions {
  readonly lane: Lane;
  readonly isFullBatch: boolean;
}

/** A call to SES may take 10 s, and what became of it has to be written. */
const lastSendBeforeEndMs = 12_000;

/** How long nothing is sent after SES said so: its quota against the ledger's, an account that is paused, no way to SES. */
const pauseMs = {
  quota: 90_000,
  paused: 300_000,
  'set-paused': 300_000,
  unreachable: unreachablePauseMs,
} as const;

/** What an outcome says of a message, whatever has become of it. */
export const outcomeOf = (
  message: ValidMessage,
  suppressed: readonly string[],
  { settleMs }: Pick<Run, 'settleMs'>,
): Pick<Outcome, 'key' | 'stream' | 'recipients' | 'suppressed' | 'settleMs'> => ({
  key: message.key,
  stream: message.stream,
  recipients: message.recipients.map((recipient) => recipient.canonical),
  suppressed,
  settleMs,
});

/** Recipients of a call that SES's daily quota does not count. */
const exemptOf = ({ prepared, recipients }: RecordJob): number =>
  recipients.filter((index) => isSimulated(prepared.message.recipients[index]?.canonical ?? ''))
    .length;

/** Dimensions under which a message is counted. */
export const dimensionsOf = (message: ValidMessage, sets: ConfigurationSets) => ({
  tenantId: message.key.tenantId,
  configurationSet: sets[message.stream],
});

/**
 * Sends each job at its slot, or says when its record has to come again.
 *
 * @returns a result for every job; one whose end is not known comes again
 */
export const sendJobs = async (
  ports: SendJobsPorts,
  run: Run,
  memory: LedgerMemory,
  jobs: readonly RecordJob[],
  options: SendJobsOptions,
): Promise<ReadonlyMap<RecordJob, CallResult>> => {
  const results = new Map<RecordJob, CallResult>();
  /** Claims that this run holds although SES did not take the mail: late, throttled, or stopped. */
  const claimed = new Set<RecordJob>();
  /** Handed over by the pacer and not back yet. */
  const underWay = new Set<RecordJob>();
  let ledgerFailure: StoreFailure['kind'] | undefined;
  const looks = lookAgain(ports, jobs, {
    intervalMs: () => memory.last?.intervalMs ?? Number.POSITIVE_INFINITY,
    isWaiting: (job) => !results.has(job) && !underWay.has(job),
  });
  const dimensions = (job: RecordJob) =>
    dimensionsOf(job.prepared.message, ports.configurationSets);
  const warn = (job: RecordJob, error: unknown) =>
    ports.log('error', stayingBecause[storeFailureOf(error).kind], {
      ...loggableKey(job.prepared.message.key),
      cause: storeFailureOf(error).code,
    });

  /** It refuses everybody until a person mends it, so it is asked less and less often. */
  const waitForStore = (job: RecordJob): Promise<void> => {
    ports.count({ name: 'StoreRefused', value: 1 });
    const nowMs = ports.clock.now();
    return giveBack(job, nowMs + storePauseMs('setup', job.copyMs, nowMs));
  };

  /** Nothing was sent: the record comes again, unless its message is one that the table will never take. */
  const leave = async (job: RecordJob, error: unknown): Promise<JobResult> => {
    const { kind, code } = storeFailureOf(error);
    if (kind !== 'message') {
      warn(job, error);
      if (kind === 'setup') await waitForStore(job);
      return { kind: 'finished' };
    }
    ports.count({ name: 'Failed', value: 1, ...dimensions(job) });
    const outcome = outcomeOf(job.prepared.message, job.suppressed, run);
    return end(job, await buryUntaken(ports, job.record, outcome, code), 'unused');
  };

  const end = (
    job: RecordJob,
    result: CallResult,
    kind: 'finished' | 'unused' = 'finished',
  ): JobResult => {
    results.set(job, result);
    return { kind };
  };

  /** Recipients that SES takes in one call at the rate that was seen last. */
  const largestCall = (): number =>
    memory.last === undefined
      ? Number.POSITIVE_INFINITY
      : recipientsPerCall(memory.last.minIntervalMs);

  /** SES does not take the part as a whole: each recipient gets a call of its own, in another run. */
  const splitUp = async (job: RecordJob): Promise<RecordResult> => {
    const { message } = job.prepared;
    const { recipients } = looks.current(job);
    const plan = job.plan ?? [message.recipients.map((_, index) => index)];
    const others = plan.map((some, part) => (part === job.part ? [] : some));
    const unknownCalls = job.unknownCalls + (job.isTakenOver ? 1 : 0);
    const split = [...others, ...recipients.map((index) => [index])];
    await ports.changePlan(message.key, job.plan, split, unknownCalls);
    await ports.releaseClaim(message.key, job.part);
    return again(ports.clock.now());
  };

  /** Written down at once, so that no other run calls SES for it again; told when the message ends. */
  const fail = async (job: RecordJob, refusal: SesRefusal): Promise<CallResult> => {
    const { recipients, suppressed } = looks.current(job);
    if (refusal.kind === 'message' && recipients.length > 1) return splitUp(job);
    const { code, cause, remedy } = refusal;
    const reason = cause === '' ? code : `${code}: ${cause}`;
    const { copyMs } = job;
    await mark(ports, {
      ...outcomeOf(job.prepared.message, suppressed, run),
      state: 'failed',
      part: job.part,
      reasons: toldReasons([reason]),
      remedy,
      refusedCopyMs: copyMs,
      atMs: ports.clock.now(),
    });
    ports.count({ name: 'Failed', value: 1, ...dimensions(job) });
    return { kind: 'refused', refusal: { copyMs, reason, remedy } };
  };

  const tell = (level: 'warn' | 'error', what: string, refusal: SesRefusal, where = {}) =>
    ports.log(level, what, {
      ...where,
      code: refusal.code,
      cause: refusal.cause,
      remedy: refusal.remedy,
    });

  const setOf = (job: RecordJob): string => ports.configurationSets[job.prepared.message.stream];

  /** Until when mail of the job's configuration set waits; undefined when nothing is known against it. */
  const pausedUntil = (job: RecordJob): number | undefined => {
    const untilMs = ports.pausedSets.get(setOf(job));
    return untilMs !== undefined && untilMs > ports.clock.now() ? untilMs : undefined;
  };

  /** One paused configuration set stops its own stream, and its mail is not tried again until then. */
  const pauseSet = (job: RecordJob, refusal: SesRefusal): number => {
    const known = pausedUntil(job);
    if (known !== undefined) return known;
    const untilMs = ports.clock.now() + pauseMs['set-paused'];
    ports.pausedSets.set(setOf(job), untilMs);
    tell('error', 'A configuration set is paused; its messages wait.', refusal, {
      configurationSet: setOf(job),
    });
    return untilMs;
  };

  const refuse = async (job: RecordJob, refusal: SesRefusal): Promise<JobResult> => {
    switch (refusal.kind) {
      case 'rate':
        ports.count({ name: 'Throttled', value: 1, ...dimensions(job) });
        // Planned at a higher rate: SES takes all recipients of a call at once, and so many it never takes now.
        if (looks.current(job).recipients.length > largestCall())
          return end(job, await splitUp(job));
        claimed.add(job);
        return { kind: 'throttled' };
      case 'quota':
      case 'paused':
      case 'unreachable':
        claimed.add(job);
        tell(
          refusal.kind === 'paused' ? 'error' : 'warn',
          'SES takes no mail now; messages wait.',
          refusal,
        );
        return { kind: 'stop', untilMs: ports.clock.now() + pauseMs[refusal.kind] };
      case 'set-paused':
        claimed.add(job);
        await giveBack(job, pauseSet(job, refusal));
        return { kind: 'finished' };
      case 'message':
      case 'configuration':
        // Certainly not sent: should that not be written down now, the claim is given back.
        claimed.add(job);
        return end(job, await fail(job, refusal));
      default:
        return refusal.kind satisfies never;
    }
  };

  const send = async (job: RecordJob, time: SendTime): Promise<JobResult> => {
    const { message } = job.prepared;
    const setPausedUntilMs = pausedUntil(job);
    if (setPausedUntilMs !== undefined) {
      await giveBack(job, setPausedUntilMs);
      return { kind: 'unused' };
    }
    const standing = await looks.standingOf(job, time.fromMs, claimed.has(job));
    if (standing.kind === 'stopped') {
      ports.log('info', 'A message does not leave at its slot, and comes again.', {
        ...loggableKey(message.key),
        cause: standing.why,
      });
      await giveBack(job, standing.untilMs);
      return { kind: 'unused' };
    }
    const { recipients } = standing.job;
    const untilMs = Math.min(time.untilMs, standing.untilMs);
    const answer = await sendPart(
      ports,
      run,
      standing.job,
      { fromMs: time.fromMs, untilMs },
      claimed.has(job),
    );
    switch (answer.kind) {
      case 'sent':
        if (recipients.length < job.recipients.length)
          ports.count({
            name: 'Suppressed',
            value: job.recipients.length - recipients.length,
            ...dimensions(job),
          });
        ports.count({ name: 'Sent', value: recipients.length, ...dimensions(job) });
        ports.log('debug', 'Sent.', {
          ...loggableKey(message.key),
          part: job.part,
          recipients: recipients.length,
          sesMessageId: answer.sesMessageId,
        });
        return end(job, answer.isRecorded ? over : done);
      case 'already-sent':
        ports.count({ name: 'Duplicate', value: 1, ...dimensions(job) });
        return end(job, over, 'unused');
      case 'refused-before':
        return end(job, { kind: 'refused', refusal: answer.refusal }, 'unused');
      case 'held-elsewhere':
        return end(job, again(unsettledUntil(answer.untilMs, ports.clock.now())), 'unused');
      case 'late':
        claimed.add(job);
        return { kind: 'late' };
      case 'unsettled':
        ports.count({ name: 'Unsettled', value: 1, ...dimensions(job) });
        return end(job, again(unsettledUntil(answer.untilMs, ports.clock.now())));
      case 'refused':
        return refuse(job, answer.refusal);
      default:
        return answer satisfies never;
    }
  };

  const giveBack = async (job: RecordJob, untilMs: number): Promise<void> => {
    // A claim that cannot be given back costs time only: it ends with its lease.
    if (claimed.has(job))
      await ports
        .releaseClaim(job.prepared.message.key, job.part)
        .catch((error: unknown) => warn(job, error));
    ports.count({ name: 'Deferred', value: 1, ...dimensions(job) });
    results.set(job, again(untilMs));
  };

  const left = await pace(
    ports,
    memory,
    jobs.map((job) => ({ job, recipients: job.recipients.length, exempt: exemptOf(job) })),
    {
      ...options,
      lastSendMs: ports.clock.now() + run.remainingMs() - lastSendBeforeEndMs,
      earlierMs: ({ job }, slotMs) => (looks.isDue(job, slotMs) ? lookTakesMs : 0),
      send: ({ job }, time) => {
        underWay.add(job);
        return send(job, time)
          .catch((error: unknown) => leave(job, error))
          .catch((error: unknown): JobResult => {
            warn(job, error);
            return { kind: 'finished' };
          })
          .finally(() => underWay.delete(job));
      },
    },
  ).catch((error: unknown) => {
    const { kind, code } = storeFailureOf(error);
    ports.log(
      'error',
      kind === 'unreachable'
        ? 'The rest of the batch stays in its queue because the send ledger cannot be reached.'
        : 'The rest of the batch stays in its queue because the send ledger refuses the function for good: check that its table exists, and the permissions of the function and of the key.',
      { cause: code },
    );
    ledgerFailure = kind;
    return [];
  });

  const untilOf = new Map(left.map(({ job, untilMs }) => [job.job, untilMs]));
  for (const job of jobs) {
    if (results.has(job)) continue;
    const untilMs = untilOf.get(job);
    if (untilMs !== undefined) await giveBack(job, untilMs);
    else if (ledgerFailure === 'setup') await waitForStore(job);
    else await giveBack(job, ports.clock.now() + unreachablePauseMs);
  }
  return results;
};
