/**
 * How time is cut. Facts are gathered by slot; slots add up to hours, hours to the windows. All are
 * UTC, and named after their beginning (epoch ms).
 */
const minuteMs = 60_000;

/** In which raw facts are gathered, and how often guard-reputation runs. */
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

/** Beginnings of the slots from one on, up to and with the one that a time lies in. */
export const slotsBetween = (fromSlotMs: number, atMs: number): readonly number[] =>
  range(fromSlotMs, atMs + 1, slotMs);
/** Beginnings of the days that a stretch of time touches. */
export const daysBetween = (fromMs: number, untilMs: number): readonly number[] =>
  range(dayOf(fromMs), untilMs + 1, dayMs);

/** Events of SES are a few seconds old as a rule. */
const lateAfterMs = 10 * minuteMs;
/** For the recorder's clock, and for the time a recorder takes. */
const finalAfterMs = lateAfterMs + 5 * minuteMs;

/**
 * Whether a fact is written to a slot so late that guard-reputation may not look there again by
 * itself.
 */
export const isLate = (slot: number, nowMs: number): boolean =>
  nowMs >= slot + slotMs + lateAfterMs;

/** The first slot into which facts may still come that nobody calls late. */
export const firstOpenSlot = (nowMs: number): number => slotOf(nowMs - finalAfterMs);

/** The windows begin with a full hour, and hold that many and the one under way. */
export const dayWindowFrom = (nowMs: number): number => hourOf(nowMs) - dayMs;
export const weekWindowFrom = (nowMs: number): number => hourOf(nowMs) - 7 * dayMs;
