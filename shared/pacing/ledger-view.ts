import type { Lane } from '../email/streams.ts';
import { cutTo } from './cut.ts';
import type { Ledger } from './ledger.ts';
import { cutMargin } from './margin.ts';
import { bulkHorizonMs, isIdle } from './reservation.ts';
import { type PacingPorts, readLedger } from './reserve-slots.ts';
import { isClimbing, isTooFast, leadMs, type Slot, stretchSlots } from './slot.ts';

/**
 * The ledger as a worker saw it last; kept between batches, so that the first guess of the next is
 * right.
 */
export interface LedgerMemory {
  last: Ledger | undefined;
}

/** What one run knows of the ledger, and the slots that it holds ahead. */
export interface LedgerView {
  readonly ports: PacingPorts;
  readonly memory: LedgerMemory;
  readonly lane: Lane;
  readonly isFullBatch: boolean;
  /** Slots whose jobs still wait for them. */
  readonly slotsAhead: Set<Slot>;
  /** When the ledger was seen last; epoch ms. */
  lookedAtMs: number;
  looking: Promise<void> | undefined;
  cutting: Promise<void> | undefined;
}

/**
 * A worker that holds slots further ahead than this looks now and then: the rate may have changed.
 */
const lookEveryMs = 1_000;
/** In a backlog other workers move the next slot on: what was seen longer ago is no longer so. */
const freshMs = 100;
/** What it takes to reserve, with some to spare. */
const reserveTakesMs = 50;

/**
 * Jitter window for workers waiting for a free slot, so that few contend for the same write. The
 * last still reserves before the job of its slot has to be handed over, and no slot is missed.
 */
const jitterMs = (intervalMs: number): number =>
  bulkHorizonMs - leadMs(intervalMs) - reserveTakesMs;

/** A view that has seen nothing in this run. */
export const newLedgerView = (
  ports: PacingPorts,
  memory: LedgerMemory,
  { lane, isFullBatch }: Pick<LedgerView, 'lane' | 'isFullBatch'>,
): LedgerView => ({
  ports,
  memory,
  lane,
  isFullBatch,
  slotsAhead: new Set(),
  lookedAtMs: Number.NEGATIVE_INFINITY,
  looking: undefined,
  cutting: undefined,
});

/** Takes over what was seen of the ledger; slots ahead move apart where the rate fell. */
export const learn = (view: LedgerView, seen: Ledger): void => {
  view.memory.last = seen;
  view.lookedAtMs = view.ports.clock.now();
  stretchSlots(view.slotsAhead, seen);
};

/** A look that fails changes nothing: the slots stand as they were given. */
const look = async (view: LedgerView): Promise<void> => {
  const seen = await view.ports.ledger.read().catch(() => undefined);
  if (seen !== undefined) learn(view, seen);
};

/**
 * Whether a write by what was seen last is likely to go through. A transactional worker may reserve
 * far ahead, so an old view of a ledger in use serves it. One that looks idle in a backlog does
 * not, nor one of a rate that climbs. The bulk lane has little room, which others take.
 */
const isToBeTrusted = (view: LedgerView, seen: Ledger): boolean => {
  const nowMs = view.ports.clock.now();
  if (nowMs - view.lookedAtMs < freshMs) return true;
  return (
    view.lane === 'transactional' && !isClimbing(seen) && !(view.isFullBatch && isIdle(seen, nowMs))
  );
};

/**
 * The ledger to reserve by: as seen last, or read anew.
 *
 * @throws when it has to be read and cannot be
 */
export const ledgerToReserveBy = async (view: LedgerView): Promise<Ledger> => {
  const { last } = view.memory;
  if (last !== undefined && isToBeTrusted(view, last)) return last;
  const seen = await readLedger(view.ports);
  learn(view, seen);
  return seen;
};

/**
 * Waits until the ledger may have room again, then looks. Everybody who found it full wakes then;
 * the first takes the room, the others read that it is gone and do not write. Most wake late (the
 * root of a number below 1 is nearer to 1), so the first is mostly alone.
 */
export const waitForRoom = async (
  view: LedgerView,
  untilMs: number,
  intervalMs: number,
): Promise<void> => {
  const { clock, random } = view.ports;
  await clock.sleepUntil(untilMs + Math.sqrt(random()) * jitterMs(intervalMs));
  await look(view);
};

/** One look for all jobs that wait for their slots. */
const lookTogether = (view: LedgerView): Promise<void> => {
  view.looking ??= look(view).finally(() => {
    view.looking = undefined;
    view.lookedAtMs = view.ports.clock.now();
  });
  return view.looking;
};

/**
 * Waits until the job of a slot has to be handed over, and looks at the ledger meanwhile.
 *
 * @param earlierMs - how much earlier than others the job is handed over if its slot comes then; ms
 * @param lastSlotMs - no slot after this is used; epoch ms
 * @returns false when the slot has moved beyond that
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
      // It may have moved while it slept, or have nothing to do first any more.
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
  // What was sent at a faster rate than the one in force says nothing of the one in force.
  const margin = isTooFast(throttled, seen) ? seen.margin : cutMargin(seen.margin, nowMs);
  if (margin !== seen.margin) {
    await ledger.cut(seen, cutTo(seen, margin, nowMs));
    seen = (await ledger.read()) ?? seen;
  }
  learn(view, seen);
};

/**
 * Cuts the margin because SES throttled the call of a slot; once for calls that are throttled
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
