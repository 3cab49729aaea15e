import { chunkSize, type Lane, type Ledger } from './ledger.ts';
import { cutMargin, shareAt } from './margin.ts';
import { type PacingPorts, readLedger, reserveSlots } from './reserve-slots.ts';

/** Something that takes `recipients` slots in a row. */
export interface PacedJob {
  readonly recipients: number;
}

export type JobResult =
  | { readonly kind: 'finished' }
  /** Nothing went out and nothing will: the slot is free for another. */
  | { readonly kind: 'unused' }
  /** SES throttled it: it gets another slot, and the margin is cut. */
  | { readonly kind: 'throttled' }
  /** Nothing can go out now (quota used up, account paused, table unreachable): the rest is left. */
  | { readonly kind: 'stop'; readonly untilMs: number };

export interface PaceOptions<Job> {
  readonly lane: Lane;
  readonly isFullBatch: boolean;
  /** No send begins after this; epoch ms. */
  readonly lastSendMs: number;
  /**
   * Sends one job; called some time (`leadMs`) before its slot, so that what has to be written first is written when the slot comes.
   * It answers for every failure it can name; a job for which it rejects is left over.
   */
  readonly send: (job: Job, slotMs: number) => Promise<JobResult>;
}

/** Jobs that were not sent, and when to try them again. */
export interface LeftOver<Job> {
  readonly job: Job;
  readonly untilMs: number;
}

/** The claim has to be written before the slot comes. Where slots are far apart there is time to be sure of that. */
const shortestLeadMs = 25;
const longestLeadMs = 250;

/** How long before its slot a job is handed to `send`. */
export const leadMs = (intervalMs: number): number => Math.min(longestLeadMs, Math.max(shortestLeadMs, intervalMs / 4));
/** The next chunk is reserved this long before the last job of the one before is handed over. */
const reserveAheadMs = 60;

const takeChunk = <Job extends PacedJob>(pending: Job[], size: number): { readonly jobs: readonly Job[]; readonly count: number } => {
  const jobs: Job[] = [];
  let count = 0;
  for (let next = pending[0]; next !== undefined && (jobs.length === 0 || count + next.recipients <= size); next = pending[0]) {
    jobs.push(next);
    count += next.recipients;
    pending.shift();
  }
  return { jobs, count };
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
  let stopUntilMs: number | undefined;
  let cutting: Promise<void> | undefined;

  const leaveAll = (untilMs: number) => left.push(...pending.splice(0).map((job) => ({ job, untilMs })));

  const cut = async () => {
    const seen = await ports.ledger.read();
    if (seen === undefined) return;
    const nowMs = clock.now();
    const margin = cutMargin(seen.margin, nowMs);
    if (margin === seen.margin) return;
    await ports.ledger.cut(seen, margin, seen.minIntervalMs / shareAt(margin, nowMs), nowMs);
  };

  /** Gives a slot that a job leaves to the first that fits into it. */
  const passOn = (left: Job, slotMs: number, intervalMs: number) => {
    const heir = pending.findIndex((job) => job.recipients <= left.recipients);
    if (heir >= 0) for (const job of pending.splice(heir, 1)) start(job, slotMs, intervalMs);
  };

  const start = (job: Job, slotMs: number, intervalMs: number) => {
    const work = async () => {
      await clock.sleepUntil(slotMs - leadMs(intervalMs));
      if (stopUntilMs !== undefined) {
        left.push({ job, untilMs: stopUntilMs });
        return;
      }
      const result = await options.send(job, slotMs).catch(() => ({ kind: 'lost' }) as const);
      switch (result.kind) {
        case 'finished':
          return;
        case 'unused':
          passOn(job, slotMs, intervalMs);
          return;
        case 'throttled':
          pending.push(job);
          cutting ??= cut().finally(() => {
            cutting = undefined;
          });
          await cutting;
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
  };

  try {
    while (pending.length > 0 || underWay.size > 0) {
      if (stopUntilMs !== undefined) leaveAll(stopUntilMs);
      if (clock.now() > options.lastSendMs) leaveAll(clock.now());
      if (pending.length === 0) {
        if (underWay.size > 0) await Promise.race(underWay);
        continue;
      }
      memory.last ??= await readLedger(ports);
      const chunk = takeChunk(pending, chunkSize(memory.last.intervalMs));
      const slots = await reserveSlots(
        ports,
        { lane: options.lane, count: chunk.count, isFullBatch: options.isFullBatch, latestStartMs: options.lastSendMs },
        memory.last,
      );
      memory.last = slots.ledger;
      if (slots.kind !== 'granted') {
        pending.unshift(...chunk.jobs);
        if (slots.kind === 'full' && slots.untilMs < options.lastSendMs) await clock.sleepUntil(slots.untilMs);
        else leaveAll(slots.untilMs);
        continue;
      }
      let recipientsBefore = 0;
      let lastSlotMs = slots.startMs;
      for (const job of chunk.jobs) {
        recipientsBefore += job.recipients;
        // At the last of its slots: SES counts all recipients of a call at once, and by then every one of them is due.
        lastSlotMs = slots.startMs + (recipientsBefore - 1) * slots.intervalMs;
        start(job, lastSlotMs, slots.intervalMs);
      }
      if (pending.length > 0) await clock.sleepUntil(lastSlotMs - leadMs(slots.intervalMs) - reserveAheadMs);
    }
  } finally {
    await Promise.allSettled(underWay);
  }
  return left;
};
