import type { Lane } from '../email/streams.ts';
import { leaveInLine } from './leave-in-line.ts';
import { roomFor } from './ledger.ts';
import {
  cutAfter,
  type LedgerMemory,
  type LedgerView,
  learn,
  ledgerToReserveBy,
  newLedgerView,
  waitForRoom,
  waitForSlot,
} from './ledger-view.ts';
import {
  areAllLate,
  type Chunk,
  conclude,
  type JobResult,
  type LeftOver,
  latestStart,
  leaveAll,
  leaveUnfitting,
  newPacedJobs,
  type PacedJob,
  type PacedJobs,
  putBack,
  takeChunk,
  takeHeir,
} from './paced-jobs.ts';
import { type PacingPorts, reserveSlots, type Slots } from './reserve-slots.ts';
import { chunkSize, latenessFor } from './ses-bucket.ts';
import { leadMs, type Slot } from './slot.ts';

/** When a job may leave for SES; epoch ms. */
export interface SendTime {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * How long jobs may wait for free slots.
 *
 * - `whole-run`: until `lastSendMs`.
 * - `short`: for a slot of the next second.
 * - `spent`: no longer; they are left over, each until its turn in the waiting line.
 */
export type SlotPatience = 'whole-run' | 'short' | 'spent';

export interface PaceOptions<Job> {
  readonly lane: Lane;
  readonly isFullBatch: boolean;
  /** The jobs take spare slots only ({@link ReserveRequest.takesSpare}). Default: no. */
  readonly takesSpare?: boolean;
  /** No send begins after this time; epoch ms. */
  readonly lastSendMs: number;
  /** How long jobs may wait for free slots; asked before each wait. Default: the whole run. */
  readonly patience?: () => SlotPatience;
  /**
   * Sends one job. It is called `leadMs` before the job's slot, so that the claim is written by
   * then. It answers for every failure that it can name; a job for which it rejects is left over. A
   * job that was late several times may leave at any time ({@link latestStart}).
   */
  readonly send: (job: Job, time: SendTime) => Promise<JobResult>;
  /**
   * How much earlier than usual a job with this slot is handed over, because it has something to do
   * first; ms.
   */
  readonly earlierMs?: (job: Job, slotMs: number) => number;
}

/** Longest block of slots, from the first that is in time; ms. */
const blockMs = 1_000;
/**
 * Time that every job has to get ready, from when its slot was asked for; ms. After a rest the
 * first slots lie in the past, by the burst tolerance at most. A job made later than this by a slow
 * answer of the ledger would collide with jobs that are on time.
 */
const readyTakesMs = 100;
/**
 * The next chunk is reserved this long before the last job of the previous one is handed over; ms.
 */
const reserveAheadMs = 60;

/** How far ahead a slot may lie for jobs that have not the whole run; ms. */
const shortHorizonMs = 500;

/** One run of {@link pace}. */
interface Pacing<Job> {
  readonly ports: PacingPorts;
  readonly options: PaceOptions<Job>;
  readonly view: LedgerView;
  readonly jobs: PacedJobs<Job>;
  readonly underWay: Set<Promise<void>>;
  /**
   * Resolves when the next job ends. Promise.race would leave a reaction on each of hundreds of
   * jobs whenever one ends.
   */
  nextEnd: PromiseWithResolvers<void> | undefined;
}

/**
 * Sends jobs in order, each at its slot of the GCRA ledger, in blocks of at most a second of rate.
 *
 * @returns the jobs that were not sent: no slot before `lastSendMs`, no quota left, or sending had
 * to stop
 * @throws when the ledger cannot be reached; jobs under way are awaited first
 */
export const pace = async <Job extends PacedJob>(
  ports: PacingPorts,
  memory: LedgerMemory,
  jobs: readonly Job[],
  options: PaceOptions<Job>,
): Promise<readonly LeftOver<Job>[]> => {
  const pacing: Pacing<Job> = {
    ports,
    options,
    view: newLedgerView(ports, memory, options),
    jobs: newPacedJobs(jobs),
    underWay: new Set(),
    nextEnd: undefined,
  };
  const { pending, left } = pacing.jobs;
  try {
    while (pending.length > 0 || pacing.underWay.size > 0) {
      const { stopUntilMs } = pacing.jobs;
      if (stopUntilMs !== undefined) leaveAll(pacing.jobs, stopUntilMs);
      if (ports.clock.now() > options.lastSendMs) leaveAll(pacing.jobs, ports.clock.now());
      // On a stalled machine one job after the other is late: they take new slots together.
      if (pacing.underWay.size > 0 && areAllLate(pacing.jobs)) await waitForAnyEnd(pacing);
      else if (pending.length > 0) await reserveNext(pacing);
    }
  } finally {
    // After a failure a freed slot is given to nobody: a job that began now would outlive the run.
    pending.length = 0;
    await Promise.allSettled(pacing.underWay);
  }
  return left;
};

const waitForAnyEnd = <Job>(pacing: Pacing<Job>): Promise<void> => {
  pacing.nextEnd = Promise.withResolvers<void>();
  return pacing.nextEnd.promise;
};

/** Sends a job at its slot, then cuts the margin or passes the slot on, as its result demands. */
const sendAt = async <Job extends PacedJob>(
  pacing: Pacing<Job>,
  job: Job,
  slot: Slot,
): Promise<void> => {
  const { ports, options, view, jobs } = pacing;
  const earlierMs = (slotMs: number): number => options.earlierMs?.(job, slotMs) ?? 0;
  const leave = (untilMs: number) => void jobs.left.push({ job, untilMs });
  if (!(await waitForSlot(view, slot, earlierMs, options.lastSendMs + blockMs)))
    return leave(ports.clock.now());
  if (jobs.stopUntilMs !== undefined) return leave(jobs.stopUntilMs);
  const time = { fromMs: slot.atMs, untilMs: latestStart(jobs, job, slot) };
  const result = await options.send(job, time).catch(() => undefined);
  if (result === undefined) return leave(ports.clock.now());
  const next = conclude(jobs, job, result);
  if (next === 'cut the margin') await cutAfter(view, slot);
  const heir = next === 'pass the slot on' ? takeHeir(jobs, job) : undefined;
  if (heir !== undefined) start(pacing, heir, slot);
};

const start = <Job extends PacedJob>(pacing: Pacing<Job>, job: Job, slot: Slot): void => {
  pacing.jobs.counted.add(job);
  const tracked: Promise<void> = sendAt(pacing, job, slot).finally(() =>
    pacing.underWay.delete(tracked),
  );
  pacing.underWay.add(tracked);
  // It may fail while nobody awaits it, and an unhandled rejection would end the process.
  tracked.then(
    () => pacing.nextEnd?.resolve(),
    (error: unknown) => pacing.nextEnd?.reject(error),
  );
};

/** Gives each job of a chunk its slot, then waits until the next chunk is to be reserved. */
const startChunk = async <Job extends PacedJob>(
  pacing: Pacing<Job>,
  chunk: Chunk<Job>,
  { startMs, intervalMs, ledger }: Extract<Slots, { kind: 'granted' }>,
  askedAtMs: number,
): Promise<void> => {
  const latenessMs = latenessFor(ledger.minIntervalMs);
  let recipientsBefore = 0;
  let lastSlotMs = startMs;
  for (const job of chunk.jobs) {
    recipientsBefore += job.recipients;
    // A job leaves at the last of its slots: SES counts all recipients of a call at once, and by
    // then all of them are due.
    lastSlotMs = startMs + (recipientsBefore - 1) * intervalMs;
    start(pacing, job, {
      atMs: lastSlotMs,
      intervalMs,
      latenessMs: Math.max(latenessMs, askedAtMs + readyTakesMs - lastSlotMs),
    });
  }
  if (pacing.jobs.pending.length > 0)
    await pacing.ports.clock.sleepUntil(lastSlotMs - leadMs(intervalMs) - reserveAheadMs);
};

/**
 * Reserves slots for the next jobs and starts them. Where there are none it waits for room, or
 * leaves all jobs over.
 */
const reserveNext = async <Job extends PacedJob>(pacing: Pacing<Job>): Promise<void> => {
  const { ports, options, view, jobs } = pacing;
  const seen = await ledgerToReserveBy(view);
  const chunk = takeChunk(jobs, chunkSize(seen.intervalMs));
  const askedAtMs = ports.clock.now();
  const { lane, isFullBatch, lastSendMs, patience = () => 'whole-run' } = options;
  const { recipients: count, exempt } = chunk;
  const latestStartMs =
    patience() === 'whole-run' ? lastSendMs : Math.min(lastSendMs, askedAtMs + shortHorizonMs);
  const { takesSpare } = view;
  const request = { lane, count, exempt, isFullBatch, takesSpare, latestStartMs };
  const slots = await reserveSlots(ports, request, seen);
  learn(view, slots.ledger);
  if (slots.kind === 'granted') return startChunk(pacing, chunk, slots, askedAtMs);
  putBack(jobs, chunk);
  if (slots.kind === 'quota') leaveUnfitting(jobs, roomFor(slots.ledger, lane), slots.untilMs);
  else if (patience() === 'spent') await leaveInLine(view, jobs, slots.ledger.intervalMs);
  else if (slots.untilMs < lastSendMs)
    await waitForRoom(view, slots.untilMs, slots.ledger.intervalMs);
  else leaveAll(jobs, slots.untilMs);
};
