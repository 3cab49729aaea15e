import { fitQuota } from './fit-quota.ts';
import {
  chunkSize,
  cutTo,
  isIdle,
  type Lane,
  type Ledger,
  latenessFor,
  longestLeadMs,
  lowHorizonMs,
  roomFor,
} from './ledger.ts';
import { cutMargin } from './margin.ts';
import { type PacingPorts, readLedger, reserveSlots } from './reserve-slots.ts';

/** Something that takes `recipients` slots in a row. */
export interface PacedJob {
  readonly recipients: number;
  /** Of these, recipients that the 24-hour quota does not count; none when left out. */
  readonly exempt?: number;
}

export type JobResult =
  | { readonly kind: 'finished' }
  /** Nothing went out and nothing will: the slot is free for another. */
  | { readonly kind: 'unused' }
  /** SES throttled it: it gets another slot, and the margin is cut. */
  | { readonly kind: 'throttled' }
  /** It was not ready before its time was over, and SES was not called: it gets another slot. */
  | { readonly kind: 'late' }
  /** Nothing can go out now (quota used up, account paused, table unreachable): the rest is left. */
  | { readonly kind: 'stop'; readonly untilMs: number };

/** When a job may leave for SES; epoch ms. */
export interface SendTime {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface PaceOptions<Job> {
  readonly lane: Lane;
  readonly isFullBatch: boolean;
  /** No send begins after this; epoch ms. */
  readonly lastSendMs: number;
  /**
   * Sends one job; called some time (`leadMs`) before its slot, so that what has to be written first is written when the slot comes.
   * It answers for every failure it can name; a job for which it rejects is left over. A job that was late a few times may leave at any time.
   */
  readonly send: (job: Job, time: SendTime) => Promise<JobResult>;
  /** How much earlier than others a job is handed over whose slot comes then: what it has to do first; ms. */
  readonly earlierMs?: (job: Job, slotMs: number) => number;
}

/** Jobs that were not sent, and when to try them again. */
export interface LeftOver<Job> {
  readonly job: Job;
  readonly untilMs: number;
}

/** The claim has to be written before the slot comes: one slot ahead there is time for that, and sends stay evenly spaced on a busy machine. */
const shortestLeadMs = 25;

/** How long before its slot a job is handed to `send`. */
export const leadMs = (intervalMs: number): number =>
  Math.min(longestLeadMs, Math.max(shortestLeadMs, intervalMs));
/** A worker that holds slots further ahead than this looks at the ledger now and then: the rate may have changed since it got them. */
const lookEveryMs = 1000;
/** In a backlog the others move the next slot on: what a worker saw longer ago than this is no longer so. */
const freshMs = 100;
/** A block of slots is at most this long, from the first that is in time. */
const blockMs = 1_000;
/** What it takes to reserve, with some to spare. */
const reserveTakesMs = 50;
/**
 * Workers that wait for room wake up this far apart, so that few find it at once and write for the same. The last still reserves before the job of
 * its slot has to be handed over, and no slot is missed.
 */
const spreadMs = (intervalMs: number): number => lowHorizonMs - leadMs(intervalMs) - reserveTakesMs;
/** After so many times a job leaves whenever it is ready: on a machine that is always late it would never go out. */
const mostLateTimes = 5;
/**
 * After a rest the first slots lie in the past, by the burst tolerance at most: their jobs have this long to be ready all the same, from when the
 * slots were asked for. What a slow answer of the ledger makes late would meet those that are on time.
 */
const readyTakesMs = 100;
/** The next chunk is reserved this long before the last job of the one before is handed over. */
const reserveAheadMs = 60;

const takeChunk = <Job extends PacedJob>(
  pending: Job[],
  size: number,
): { readonly jobs: readonly Job[]; readonly count: number } => {
  const jobs: Job[] = [];
  let count = 0;
  for (
    let next = pending[0];
    next !== undefined && (jobs.length === 0 || count + next.recipients <= size);
    next = pending[0]
  ) {
    jobs.push(next);
    count += next.recipients;
    pending.shift();
  }
  return { jobs, count };
};

/** When a job goes out, by the rate at which its slot was given. */
interface Slot {
  atMs: number;
  intervalMs: number;
  /** How long after that it may. */
  readonly latenessMs: number;
}

/** Differences of a rate that are only rounding. */
const rounding = 1e-6;

/** Whether less than the rate is in use since SES throttled: the interval moves with each second then. */
const isClimbing = ({ intervalMs, minIntervalMs }: Ledger): boolean =>
  intervalMs > minIntervalMs * (1 + rounding);

/** Whether a slot was given at a faster rate than the one in force. */
const isTooFast = (slot: Slot, ledger: Ledger): boolean =>
  slot.intervalMs < ledger.intervalMs * (1 - rounding);

/**
 * Moves slots that were given before the rate fell apart, as far as the rate fell.
 *
 * Whoever lowered the rate has pushed `tat` by as much, so the slots of all workers fill the time until `tat` at the new rate, and none is
 * lost. Slots of a rate that rose since stay where they are.
 */
const stretch = (slots: Iterable<Slot>, ledger: Ledger): void => {
  for (const slot of slots) {
    if (!isTooFast(slot, ledger)) continue;
    const fromMs = Math.min(slot.atMs, ledger.adjustedAtMs);
    slot.atMs = fromMs + (slot.atMs - fromMs) * (ledger.intervalMs / slot.intervalMs);
    slot.intervalMs = ledger.intervalMs;
  }
};

/** How the ledger was seen last, per worker: it makes the first guess of the next batch right. */
export interface LedgerMemory {
  last: Ledger | undefined;
}

/**
 * Sends jobs in order, each at its slot, in blocks of at most a second of rate.
 *
 * @returns the jobs that did not go out: for want of a slot before `lastSendMs`, of quota, or because sending has to stop
 * @throws when the ledger cannot be reached; jobs under way are awaited first
 */
export const pace = async <Job extends PacedJob>(
  ports: PacingPorts,
  memory: LedgerMemory,
  jobs: readonly Job[],
  options: PaceOptions<Job>,
): Promise<readonly LeftOver<Job>[]> => {
  const { clock } = ports;
  const pending = [...jobs];
  const left: LeftOver<Job>[] = [];
  const underWay = new Set<Promise<void>>();
  /** Of jobs that still wait for theirs. */
  const slotsAhead = new Set<Slot>();
  /** Those whose recipients the 24-hour quota counts; it does so once, however many slots a job needs. */
  const counted = new Set<Job>();
  /** How many times each was late. */
  const lateTimes = new Map<Job, number>();
  let stopUntilMs: number | undefined;
  let cutting: Promise<void> | undefined;
  let looking: Promise<void> | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  /** Not Promise.race, which leaves something behind on each of hundreds of jobs each time one of them ends. */
  let nextEnd: PromiseWithResolvers<void> | undefined;
  const waitForAnyEnd = (): Promise<void> => {
    nextEnd = Promise.withResolvers<void>();
    return nextEnd.promise;
  };

  /** Recipients that the quota counts for a job, if it does not yet. */
  const costOf = (job: Job): number => (counted.has(job) ? 0 : job.recipients - (job.exempt ?? 0));

  const leaveAll = (untilMs: number) =>
    left.push(...pending.splice(0).map((job) => ({ job, untilMs })));

  const learn = (seen: Ledger) => {
    memory.last = seen;
    lookedAtMs = clock.now();
    stretch(slotsAhead, seen);
  };

  /**
   * Everybody who found the ledger full wakes when there is room. The first takes it; the others read that it is gone, and do not write. Most
   * wake late (the root of a number below 1 is nearer to 1), so that the first is mostly alone.
   */
  const waitForRoom = async (untilMs: number, intervalMs: number) => {
    await clock.sleepUntil(untilMs + Math.sqrt(ports.random()) * spreadMs(intervalMs));
    await look();
  };

  /** A look that fails changes nothing: the slots stand as they were given. */
  const look = async () => {
    const seen = await ports.ledger.read().catch(() => undefined);
    if (seen !== undefined) learn(seen);
  };

  /**
   * Whether a write by what was seen last is likely to go through. A transactional worker may reserve far ahead, so an old view of a ledger in
   * use serves it; one that looks idle in a backlog does not, nor does one of a rate that climbs. The bulk lane has little room, which others
   * take.
   */
  const isToBeTrusted = (seen: Ledger): boolean => {
    const nowMs = clock.now();
    if (nowMs - lookedAtMs < freshMs) return true;
    return (
      options.lane === 'high' && !isClimbing(seen) && !(options.isFullBatch && isIdle(seen, nowMs))
    );
  };

  /** False when the slot has moved beyond the time in which the run may send. */
  const waitFor = async (job: Job, slot: Slot): Promise<boolean> => {
    const dueAt = (): number =>
      slot.atMs - leadMs(slot.intervalMs) - (options.earlierMs?.(job, slot.atMs) ?? 0);
    slotsAhead.add(slot);
    while (slot.atMs <= options.lastSendMs + blockMs) {
      const dueMs = dueAt();
      const lookMs = Math.max(lookedAtMs + lookEveryMs, clock.now());
      if (dueMs <= lookMs) {
        await clock.sleepUntil(dueMs);
        // It may have been moved while it slept, or have nothing to do first any more.
        if (dueAt() > clock.now()) continue;
        slotsAhead.delete(slot);
        return true;
      }
      await clock.sleepUntil(lookMs);
      if (clock.now() < lookedAtMs + lookEveryMs) continue;
      looking ??= look().finally(() => {
        looking = undefined;
        lookedAtMs = clock.now();
      });
      await looking;
    }
    slotsAhead.delete(slot);
    return false;
  };

  const cut = async (thrown: Slot) => {
    let seen = await ports.ledger.read();
    if (seen === undefined) return;
    const nowMs = clock.now();
    // What was sent at a faster rate than the one in force says nothing of the one in force.
    const margin = isTooFast(thrown, seen) ? seen.margin : cutMargin(seen.margin, nowMs);
    if (margin !== seen.margin) {
      await ports.ledger.cut(seen, cutTo(seen, margin, nowMs));
      seen = (await ports.ledger.read()) ?? seen;
    }
    learn(seen);
  };

  /** Leaves what the quota has no room for; the rest may go. */
  const leaveUnfitting = (seen: Ledger, untilMs: number) => {
    const { fitting, others } = fitQuota(pending, costOf, roomFor(seen, options.lane));
    pending.splice(0, pending.length, ...fitting);
    left.push(...others.map((job) => ({ job, untilMs })));
  };

  /** Gives a slot that a job leaves, and what the quota counts for it, to the first that fits into both. */
  const passOn = (left: Job, slot: Slot) => {
    const charge = left.recipients - (left.exempt ?? 0);
    const heir = pending.findIndex(
      (job) => job.recipients <= left.recipients && costOf(job) <= charge,
    );
    if (heir >= 0) for (const job of pending.splice(heir, 1)) start(job, slot);
  };

  const start = (job: Job, slot: Slot) => {
    counted.add(job);
    const work = async () => {
      const isInTime = await waitFor(job, slot);
      if (!isInTime) {
        left.push({ job, untilMs: clock.now() });
        return;
      }
      if (stopUntilMs !== undefined) {
        left.push({ job, untilMs: stopUntilMs });
        return;
      }
      const untilMs =
        (lateTimes.get(job) ?? 0) < mostLateTimes
          ? slot.atMs + slot.latenessMs
          : Number.POSITIVE_INFINITY;
      const result = await options
        .send(job, { fromMs: slot.atMs, untilMs })
        .catch(() => ({ kind: 'lost' }) as const);
      switch (result.kind) {
        case 'finished':
          return;
        case 'unused':
          passOn(job, slot);
          return;
        case 'throttled':
          pending.push(job);
          cutting ??= cut(slot).finally(() => {
            cutting = undefined;
          });
          await cutting;
          return;
        case 'late':
          lateTimes.set(job, (lateTimes.get(job) ?? 0) + 1);
          pending.unshift(job);
          return;
        case 'lost':
          left.push({ job, untilMs: clock.now() });
          return;
        case 'stop':
          stopUntilMs = result.untilMs;
          left.push({ job, untilMs: result.untilMs });
          return;
        default:
          result satisfies never;
      }
    };
    const tracked: Promise<void> = work().finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    // It may fail while nobody waits for it, and a failure that nobody looks at ends the whole process.
    tracked.then(
      () => nextEnd?.resolve(),
      (error: unknown) => nextEnd?.reject(error),
    );
  };

  /** Takes slots for the next jobs and starts them. Where there are none it waits for room, or leaves everything. */
  const startChunk = async () => {
    let seen = memory.last;
    if (seen === undefined || !isToBeTrusted(seen)) {
      seen = await readLedger(ports);
      learn(seen);
    }
    const chunk = takeChunk(pending, chunkSize(seen.intervalMs));
    const readyMs = clock.now() + readyTakesMs;
    const slots = await reserveSlots(
      ports,
      {
        lane: options.lane,
        count: chunk.count,
        exempt: chunk.count - chunk.jobs.reduce((sum, job) => sum + costOf(job), 0),
        isFullBatch: options.isFullBatch,
        latestStartMs: options.lastSendMs,
      },
      seen,
    );
    learn(slots.ledger);
    if (slots.kind !== 'granted') {
      pending.unshift(...chunk.jobs);
      if (slots.kind === 'quota') leaveUnfitting(slots.ledger, slots.untilMs);
      else if (slots.untilMs < options.lastSendMs)
        await waitForRoom(slots.untilMs, slots.ledger.intervalMs);
      else leaveAll(slots.untilMs);
      return;
    }
    const latenessMs = latenessFor(slots.ledger.minIntervalMs);
    let recipientsBefore = 0;
    let lastSlotMs = slots.startMs;
    for (const job of chunk.jobs) {
      recipientsBefore += job.recipients;
      // At the last of its slots: SES counts all recipients of a call at once, and by then every one of them is due.
      lastSlotMs = slots.startMs + (recipientsBefore - 1) * slots.intervalMs;
      start(job, {
        atMs: lastSlotMs,
        intervalMs: slots.intervalMs,
        latenessMs: Math.max(latenessMs, readyMs - lastSlotMs),
      });
    }
    if (pending.length > 0)
      await clock.sleepUntil(lastSlotMs - leadMs(slots.intervalMs) - reserveAheadMs);
  };

  try {
    while (pending.length > 0 || underWay.size > 0) {
      if (stopUntilMs !== undefined) leaveAll(stopUntilMs);
      if (clock.now() > options.lastSendMs) leaveAll(clock.now());
      // On a machine that stands still one job after the other is late: they take their new slots together, with one write.
      if (underWay.size > 0 && pending.every((job) => lateTimes.has(job))) await waitForAnyEnd();
      else if (pending.length > 0) await startChunk();
    }
  } finally {
    // After a failure a slot that becomes free goes to nobody: a job that began now would go on after the end of the run.
    pending.length = 0;
    await Promise.allSettled(underWay);
  }
  return left;
};
