/**
 * Periods of time. Facts are gathered by slot; slots add up to hours, and hours to the windows.
 * Periods are UTC and identified by their start (epoch ms).
 */
const minuteMs = 60_000;

/** Length of a slot of raw facts, and interval of guard-reputation's runs; ms. */
export const slotMs = 5 * minuteMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const slotOf = (atMs: number): number => Math.floor(atMs / slotMs) * slotMs;
export const hourOf = (atMs: number): number => Math.floor(atMs / hourMs) * hourMs;
export const dayOf = (atMs: number): number => Math.floor(atMs / dayMs) * dayMs;

const range = (fromMs: number, untilMs: number, stepMs: number): readonly number[] =>
  Array.from(
    { length: Math.max(0, Math.ceil((untilMs - fromMs) / stepMs)) },
    (_, index) => fromMs + index * stepMs,
  );

/** Starts of the slots from `fromSlotMs` to the one that contains `atMs`, inclusive. */
export const slotsBetween = (fromSlotMs: number, atMs: number): readonly number[] =>
  range(fromSlotMs, atMs + 1, slotMs);
/** Starts of the days between two times, inclusive. */
export const daysBetween = (fromMs: number, untilMs: number): readonly number[] =>
  range(dayOf(fromMs), untilMs + 1, dayMs);

/**
 * Age at which a fact for a closed slot counts as late; ms. Events of SES are usually a few seconds
 * old.
 */
const lateAfterMs = 10 * minuteMs;
/**
 * Age at which a slot is final; ms. The extra time allows for the recorder's clock and for its run.
 */
const finalAfterMs = lateAfterMs + 5 * minuteMs;

/**
 * Whether a fact comes so late for its slot that guard-reputation may not read the slot again
 * unprompted.
 */
export const isLate = (slot: number, nowMs: number): boolean =>
  nowMs >= slot + slotMs + lateAfterMs;

/** The first slot that may still receive facts that do not count as late. */
export const firstOpenSlot = (nowMs: number): number => slotOf(nowMs - finalAfterMs);

/**
 * Start of the 24-hour window. A window begins at a full hour, and includes the current hour beside
 * its own.
 */
export const dayWindowFrom = (nowMs: number): number => hourOf(nowMs) - dayMs;
export const weekWindowFrom = (nowMs: number): number => hourOf(nowMs) - 7 * dayMs;
