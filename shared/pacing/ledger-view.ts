import type { Lane } from '../email/streams.ts';
import { cutTo } from './cut.ts';
import type { Ledger } from './ledger.ts';
import { cutMargin } from './margin.ts';
import { bulkHorizonMs, isIdle } from './reservation.ts';
import { type PacingPorts, readLedger } from './reserve-slots.ts';
import { isClimbing, isTooFast, leadMs, type Slot, stretchSlots } from './slot.ts';

/**
 * The ledger as a worker last saw it. Kept between batches, so that the first guess of the next one
 * is right.
 */
export interface LedgerMemory {
  last: Ledger | undefined;
}

/** A run's view of the ledger, and the slots that it holds ahead. */
export interface LedgerView {
  readonly ports: PacingPorts;
  readonly memory: LedgerMemory;
  readonly lane: Lane;
  readonly isFullBatch: boolean;
  /** {@link ReserveRequest.takesSpare} */
  readonly takesSpare: boolean;
  /** Slots whose jobs still wait. */
  readonly slotsAhead: Set<Slot>;
  /** When the ledger was last read; epoch ms. */
  lookedAtMs: number;
  looking: Promise<void> | undefined;
  cutting: Promise<void> | undefined;
}

/**
 * Interval at which a worker that holds slots ahead looks at the ledger, because the rate may have
 * changed; ms.
 */
const lookEveryMs = 1_000;
/**
 * Age up to which a view of the ledger is fresh; ms. In a backlog other workers keep advancing
 * `tat`.
 */
const freshMs = 100;
/** Jitter of workers that wait for a spare slot, which is lost when it is not reserved soon; ms. */
const spareJitterMs = 50;
/** Time of one reservation, generously; ms. */
const reserveTakesMs = 50;

/**
 * Jitter window for workers waiting for a free slot, so that few contend for the same write. The
 * last still reserves before the job of its slot has to be handed over, and no slot is missed.
 */
const jitterMs = ({ takesSpare }: LedgerView, intervalMs: number): number =>
  takesSpare ? spareJitterMs : bulkHorizonMs - leadMs(intervalMs) - reserveTakesMs;

/** A view that has seen nothing in this run. */
export const newLedgerView = (
  ports: PacingPorts,
  memory: LedgerMemory,
  {
    lane,
    isFullBatch,
    takesSpare = false,
  }: Pick<LedgerView, 'lane' | 'isFullBatch'> & Partial<Pick<LedgerView, 'takesSpare'>>,
): LedgerView => ({
  ports,
  memory,
  lane,
  isFullBatch,
  takesSpare,
  slotsAhead: new Set(),
  lookedAtMs: Number.NEGATIVE_INFINITY,
  looking: undefined,
  cutting: undefined,
});

/** Takes over a newly read ledger. Slots ahead move apart where the rate fell. */
export const learn = (view: LedgerView, seen: Ledger): void => {
  view.memory.last = seen;
  view.lookedAtMs = view.ports.clock.now();
  stretchSlots(view.slotsAhead, seen);
};

/** Reads the ledger. A failed read changes nothing: the slots stay as they were granted. */
const look = async (view: LedgerView): Promise<void> => {
  const seen = await view.ports.ledger.read().catch(() => undefined);
  if (seen !== undefined) learn(view, seen);
};

/**
 * Whether a write based on this view is likely to succeed. A transactional worker may reserve far
 * ahead, so an old view of a ledger in use serves it; not so a view that looks idle during a
 * backlog, or whose rate is growing. The bulk lane has little room, and others take it.
 */
const isToBeTrusted = (view: LedgerView, seen: Ledger): boolean => {
  const nowMs = view.ports.clock.now();
  if (nowMs - view.lookedAtMs < freshMs) return true;
  return (
    view.lane === 'transactional' &&
    !view.takesSpare &&
    !isClimbing(seen) &&
    !(view.isFullBatch && isIdle(seen, nowMs))
  );
};

/**
 * The ledger to base a reservation on: the last view, or a fresh read.
 *
 * @throws when a fresh read is needed and fails
 */
export const ledgerToReserveBy = async (view: LedgerView): Promise<Ledger> => {
  const { last } = view.memory;
  if (last !== undefined && isToBeTrusted(view, last)) return last;
  const seen = await readLedger(view.ports);
  learn(view, seen);
  return seen;
};

/**
 * Waits until the ledger may have room, then reads it. All workers that found it full wake then;
 * the first takes the room, and the others see that it is gone and do not write. The square root of
 * the random number makes most wake late, so that the first is mostly alone.
 */
export const waitForRoom = async (
  view: LedgerView,
  untilMs: number,
  intervalMs: number,
): Promise<void> => {
  const { clock, random } = view.ports;
  await clock.sleepUntil(untilMs + Math.sqrt(random()) * jitterMs(view, intervalMs));
  await look(view);
};

/** Reads the ledger once for all jobs that wait for their slots. */
const lookTogether = (view: LedgerView): Promise<void> => {
  view.looking ??= look(view).finally(() => {
    view.looking = undefined;
    view.lookedAtMs = view.ports.clock.now();
  });
  return view.looking;
};

/**
 * Waits until the job of a slot has to be handed over; reads the ledger meanwhile.
 *
 * @param earlierMs - how much earlier than usual the job is handed over if its slot comes at that
 * time; ms
 * @param lastSlotMs - no slot after this is used; epoch ms
 * @returns false when the slot has moved beyond `lastSlotMs`
 */
export const waitForSlot = async (
  view: LedgerView,
  slot: Slot,
  earlierMs: (slotMs: number) => number,
  lastSlotMs: number,
): Promise<boolean> => {
  const { clock } = view.ports;
  const dueAt = (): number => slot.atMs - leadMs(slot.intervalMs) - earlierMs(slot.atMs);
  view.slotsAhead.add(slot);
  while (slot.atMs <= lastSlotMs) {
    const dueMs = dueAt();
    const lookMs = Math.max(view.lookedAtMs + lookEveryMs, clock.now());
    if (dueMs <= lookMs) {
      await clock.sleepUntil(dueMs);
      // Meanwhile the slot may have moved, or the job may no longer need its extra lead.
      if (dueAt() > clock.now()) continue;
      view.slotsAhead.delete(slot);
      return true;
    }
    await clock.sleepUntil(lookMs);
    if (clock.now() >= view.lookedAtMs + lookEveryMs) await lookTogether(view);
  }
  view.slotsAhead.delete(slot);
  return false;
};

const cut = async (view: LedgerView, throttled: Slot): Promise<void> => {
  const { ledger, clock } = view.ports;
  let seen = await ledger.read();
  if (seen === undefined) return;
  const nowMs = clock.now();
  // Throttling of a call sent at a faster rate than the one in force proves nothing against the
  // latter.
  const margin = isTooFast(throttled, seen) ? seen.margin : cutMargin(seen.margin, nowMs);
  if (margin !== seen.margin) {
    await ledger.cut(seen, cutTo(seen, margin, nowMs));
    seen = (await ledger.read()) ?? seen;
  }
  learn(view, seen);
};

/**
 * Cuts the margin because SES throttled the call of a slot; once for calls that were throttled
 * together.
 *
 * @throws when the ledger cannot be reached
 */
export const cutAfter = (view: LedgerView, throttled: Slot): Promise<void> => {
  view.cutting ??= cut(view, throttled).finally(() => {
    view.cutting = undefined;
  });
  return view.cutting;
};
