import { addTallies, isSameTally } from '../../shared/reputation/counts.ts';
import {
  dayOf,
  firstOpenSlot,
  hourMs,
  hourOf,
  slotMs,
  slotOf,
  slotsBetween,
} from '../../shared/reputation/periods.ts';
import type { LateSlot, ReputationBook } from '../../shared/reputation/reputation-book.ts';

/** How far back the first run begins; ms. Recorders announce facts older than that as late. */
const firstRunReachesBackMs = hourMs;

/**
 * Adds up raw facts: every slot that may have changed since the last run, and the hours of those
 * slots.
 *
 * A slot is read in each run until no fact can arrive in it unannounced, and once more for each
 * fact that was announced as late. Sums are always computed from the facts, never added to, so the
 * next run completes one that was cut short at any point.
 *
 * @returns false when the time ran out before all was done
 */
export const rollUp = async (
  book: ReputationBook,
  nowMs: number,
  isTimeUp: () => boolean,
): Promise<boolean> => {
  const late = await book.listLate();
  const from = (await book.readCursor()) ?? slotOf(nowMs - firstRunReachesBackMs);
  const open = firstOpenSlot(nowMs);

  for (const [hour, slots] of inHours(slotsBetween(from, nowMs))) {
    if (isTimeUp()) return false;
    await rollUpHour(book, hour, slots);
    const done = Math.min(open, Math.max(...slots) + slotMs);
    if (done > from) await book.writeCursor(done);
  }
  for (const [hour, slots] of inHours([...new Set(late.map(({ slot }) => slot))])) {
    if (isTimeUp()) return false;
    await rollUpHour(book, hour, slots);
    const settled: readonly LateSlot[] = late.filter(({ slot }) => slots.includes(slot));
    await Promise.all(settled.map((each) => book.settleLate(each)));
  }
  return true;
};

const inHours = (slots: readonly number[]): readonly (readonly [number, readonly number[]])[] =>
  [
    ...Map.groupBy(
      slots.toSorted((a, b) => a - b),
      hourOf,
    ),
  ].toSorted(([a], [b]) => a - b);

/** Adds up the slots of one hour, and the hour itself. Only changed sums are written. */
const rollUpHour = async (
  book: ReputationBook,
  hour: number,
  slots: readonly number[],
): Promise<void> => {
  const known = new Map(await book.readSlots(hour));
  const counted = await Promise.all(
    slots.map(async (slot) => [slot, await book.countSlot(slot)] as const),
  );
  const changed = counted.filter(
    ([slot, tally]) => !isSameTally(known.get(slot) ?? new Map(), tally),
  );
  await Promise.all(changed.map(([slot, tally]) => book.writeSlot(slot, tally)));

  const sum = addTallies(new Map([...known, ...changed]).values());
  const standing = (await book.readHours(dayOf(hour))).get(hour) ?? new Map();
  if (!isSameTally(standing, sum)) await book.writeHour(hour, sum);
};
