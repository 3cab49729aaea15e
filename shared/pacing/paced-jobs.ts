import { fitQuota } from './fit-quota.ts';
import type { Slot } from './slot.ts';

/** A job that takes `recipients` slots in a row. */
export interface PacedJob {
  readonly recipients: number;
  /** Recipients among them that the 24-hour quota does not count; default 0. */
  readonly exempt?: number;
}

/** How the sending of a job ended. */
export type JobResult =
  | { readonly kind: 'finished' }
  /** Nothing was or will be sent: the slot is free for another job. */
  | { readonly kind: 'unused' }
  /** SES throttled it: the job gets another slot, and the margin is cut. */
  | { readonly kind: 'throttled' }
  /** Its slot passed, and SES took nothing: the job gets another slot. */
  | { readonly kind: 'late' }
  /**
   * Nothing can be sent now (quota used up, account paused, SES unreachable): all remaining jobs
   * are left over.
   */
  | { readonly kind: 'stop'; readonly untilMs: number };

/** A job that was not sent, and when to try it again; epoch ms. */
export interface LeftOver<Job> {
  readonly job: Job;
  readonly untilMs: number;
}

/**
 * State of all jobs of a run: which ones wait, which are left over, and what each has used. Its
 * functions decide and never wait.
 */
export interface PacedJobs<Job> {
  /** Jobs without a slot, in the order in which they get one. */
  readonly pending: Job[];
  readonly left: LeftOver<Job>[];
  /**
   * Jobs already charged to the 24-hour quota; each is charged once, however many slots it needs.
   */
  readonly counted: Set<Job>;
  /** How often each job was late. */
  readonly lateTimes: Map<Job, number>;
  /** Nothing is sent before then; epoch ms. */
  stopUntilMs: number | undefined;
}

/** Jobs whose slots are reserved with one write. */
export interface Chunk<Job> {
  readonly jobs: readonly Job[];
  /** Recipients of all its jobs: one slot each. */
  readonly recipients: number;
  /** Recipients among them that the quota does not count, or that were charged before. */
  readonly exempt: number;
}

/**
 * Times late after which a job leaves whenever it is ready; on a machine that is always late it
 * would otherwise never be sent.
 */
const mostLateTimes = 5;

export const newPacedJobs = <Job>(jobs: readonly Job[]): PacedJobs<Job> => ({
  pending: [...jobs],
  left: [],
  counted: new Set(),
  lateTimes: new Map(),
  stopUntilMs: undefined,
});

/** Recipients still to be charged to the quota for a job. */
const costOf = <Job extends PacedJob>({ counted }: PacedJobs<Job>, job: Job): number =>
  counted.has(job) ? 0 : job.recipients - (job.exempt ?? 0);

/** Takes the next jobs, of at most `size` recipients, or one job that is larger. */
export const takeChunk = <Job extends PacedJob>(all: PacedJobs<Job>, size: number): Chunk<Job> => {
  const jobs: Job[] = [];
  let recipients = 0;
  for (const job of all.pending) {
    if (jobs.length > 0 && recipients + job.recipients > size) break;
    jobs.push(job);
    recipients += job.recipients;
  }
  all.pending.splice(0, jobs.length);
  const cost = jobs.reduce((sum, job) => sum + costOf(all, job), 0);
  return { jobs, recipients, exempt: recipients - cost };
};

/** Puts jobs that got no slots back to the front. */
export const putBack = <Job>(all: PacedJobs<Job>, chunk: Chunk<Job>): void => {
  all.pending.unshift(...chunk.jobs);
};

/** Leaves over every job without a slot. */
export const leaveAll = <Job>(all: PacedJobs<Job>, untilMs: number): void => {
  all.left.push(...all.pending.splice(0).map((job) => ({ job, untilMs })));
};

/** Leaves over the jobs that do not fit into the quota; the others stay. */
export const leaveUnfitting = <Job extends PacedJob>(
  all: PacedJobs<Job>,
  room: number,
  untilMs: number,
): void => {
  const { fitting, others } = fitQuota(all.pending, (job) => costOf(all, job), room);
  all.pending.splice(0, all.pending.length, ...fitting);
  all.left.push(...others.map((job) => ({ job, untilMs })));
};

/**
 * Takes the first job that fits into the freed slot of another job, and into what was charged for
 * it.
 */
export const takeHeir = <Job extends PacedJob>(
  all: PacedJobs<Job>,
  leaving: Job,
): Job | undefined => {
  const charge = leaving.recipients - (leaving.exempt ?? 0);
  const index = all.pending.findIndex(
    (job) => job.recipients <= leaving.recipients && costOf(all, job) <= charge,
  );
  return index < 0 ? undefined : all.pending.splice(index, 1)[0];
};

/**
 * Whether every job without a slot was late before. On a stalled machine such jobs take new slots
 * together.
 */
export const areAllLate = <Job>({ pending, lateTimes }: PacedJobs<Job>): boolean =>
  pending.every((job) => lateTimes.has(job));

/** Latest time at which a job may leave; epoch ms. */
export const latestStart = <Job>({ lateTimes }: PacedJobs<Job>, job: Job, slot: Slot): number =>
  (lateTimes.get(job) ?? 0) < mostLateTimes
    ? slot.atMs + slot.latenessMs
    : Number.POSITIVE_INFINITY;

/** What to do next after a job ended. */
export type Consequence = 'nothing' | 'pass the slot on' | 'cut the margin';

/** Notes the result of a job. */
export const conclude = <Job>(all: PacedJobs<Job>, job: Job, result: JobResult): Consequence => {
  switch (result.kind) {
    case 'finished':
      return 'nothing';
    case 'unused':
      return 'pass the slot on';
    case 'throttled':
      all.pending.push(job);
      return 'cut the margin';
    case 'late':
      all.lateTimes.set(job, (all.lateTimes.get(job) ?? 0) + 1);
      all.pending.unshift(job);
      return 'nothing';
    case 'stop':
      all.stopUntilMs = result.untilMs;
      all.left.push({ job, untilMs: result.untilMs });
      return 'nothing';
    default:
      return result satisfies never;
  }
};
