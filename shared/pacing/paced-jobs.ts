import { fitQuota } from './fit-quota.ts';
import type { Slot } from './slot.ts';

/** Something that takes `recipients` slots in a row. */
export interface PacedJob {
  readonly recipients: number;
  /** Of these, recipients that the 24-hour quota does not count; none when left out. */
  readonly exempt?: number;
}

/** How the sending of a job ended. */
export type JobResult =
  | { readonly kind: 'finished' }
  /** Nothing went out and nothing will: the slot is free for another. */
  | { readonly kind: 'unused' }
  /** SES throttled it: it gets another slot, and the margin is cut. */
  | { readonly kind: 'throttled' }
  /** It was not ready before its time was over, and SES was not called: it gets another slot. */
  | { readonly kind: 'late' }
  /**
   * Nothing can go out now (quota used up, account paused, table unreachable): the rest is left.
   */
  | { readonly kind: 'stop'; readonly untilMs: number };

/** A job that was not sent, and when to try it again; epoch ms. */
export interface LeftOver<Job> {
  readonly job: Job;
  readonly untilMs: number;
}

/**
 * Which jobs wait, which are left over, and what each has used so far. It decides, and never waits.
 */
export interface PacedJobs<Job> {
  /** Without a slot, in the order in which they get one. */
  readonly pending: Job[];
  readonly left: LeftOver<Job>[];
  /**
   * Jobs whose recipients the 24-hour quota counts; it does so once, however many slots a job
   * needs.
   */
  readonly counted: Set<Job>;
  /** How many times each was late. */
  readonly lateTimes: Map<Job, number>;
  /** Nothing goes out before then; epoch ms. */
  stopUntilMs: number | undefined;
}

/** Jobs that get their slots with one write. */
export interface Chunk<Job> {
  readonly jobs: readonly Job[];
  /** Their recipients: one slot each. */
  readonly recipients: number;
  /** Of these, recipients that the quota does not count, or has counted. */
  readonly exempt: number;
}

/**
 * After so many times a job leaves whenever it is ready: on a machine that is always late it would
 * never go out.
 */
const mostLateTimes = 5;

export const newPacedJobs = <Job>(jobs: readonly Job[]): PacedJobs<Job> => ({
  pending: [...jobs],
  left: [],
  counted: new Set(),
  lateTimes: new Map(),
  stopUntilMs: undefined,
});

/** Recipients that the quota counts for a job, if it does not yet. */
const costOf = <Job extends PacedJob>({ counted }: PacedJobs<Job>, job: Job): number =>
  counted.has(job) ? 0 : job.recipients - (job.exempt ?? 0);

/** Takes the next jobs, of `size` recipients at most, or one job that is larger. */
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

/** Jobs that got no slots are the next again. */
export const putBack = <Job>(all: PacedJobs<Job>, chunk: Chunk<Job>): void => {
  all.pending.unshift(...chunk.jobs);
};

/** Leaves everything that has no slot. */
export const leaveAll = <Job>(all: PacedJobs<Job>, untilMs: number): void => {
  all.left.push(...all.pending.splice(0).map((job) => ({ job, untilMs })));
};

/** Leaves what the quota has no room for; the rest may go. */
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
 * Takes the first job that fits into a slot that another leaves, and into what the quota counts for
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
 * Whether every job without a slot was late before. On a machine that stands still they take new
 * slots together.
 */
export const areAllLate = <Job>({ pending, lateTimes }: PacedJobs<Job>): boolean =>
  pending.every((job) => lateTimes.has(job));

/** Until when a job may leave; epoch ms. */
export const latestStart = <Job>({ lateTimes }: PacedJobs<Job>, job: Job, slot: Slot): number =>
  (lateTimes.get(job) ?? 0) < mostLateTimes
    ? slot.atMs + slot.latenessMs
    : Number.POSITIVE_INFINITY;

/** What is to be done next after a job ended. */
export type Consequence = 'nothing' | 'pass the slot on' | 'cut the margin';

/** Writes down how a job ended. */
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
