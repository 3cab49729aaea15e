/**
 * How far the machine's clock is off, from the Date headers of a service with a good clock.
 *
 * A Date header has whole seconds: when it was written, true time lay in [date, date + 1 s). Each
 * answer narrows the bounds, most of all near a change of the second, so that after some hundred
 * answers they are a few milliseconds apart.
 *
 * @see RFC 9110 section 6.6.1
 */
export interface ClockBounds {
  /** True time minus the machine's time is at least this; ms. */
  readonly lowMs: number;
  /** True time minus the machine's time is at most this; ms. */
  readonly highMs: number;
}

/** Bounds before the first answer. */
export const unboundedClock: ClockBounds = {
  lowMs: Number.NEGATIVE_INFINITY,
  highMs: Number.POSITIVE_INFINITY,
};

/**
 * One answer: when the request was sent and the answer received by the machine's clock, and its
 * Date header; epoch ms.
 */
export interface DateReading {
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly dateMs: number;
}

const headerResolutionMs = 1_000;

/**
 * The bounds after one more answer. An answer that contradicts the earlier ones means that the
 * clock was set in between; then only the new one counts.
 */
export const narrow = (
  bounds: ClockBounds,
  { sentMs, receivedMs, dateMs }: DateReading,
): ClockBounds => {
  const lowMs = dateMs - receivedMs;
  const highMs = dateMs + headerResolutionMs - sentMs;
  const narrowed = {
    lowMs: Math.max(bounds.lowMs, lowMs),
    highMs: Math.min(bounds.highMs, highMs),
  };
  return narrowed.lowMs <= narrowed.highMs ? narrowed : { lowMs, highMs };
};

/**
 * Correction to add to the machine's time: 0 while it may be right, otherwise as little as brings
 * it within the bounds; ms.
 */
export const correctionMs = (bounds: ClockBounds): number =>
  Math.min(Math.max(0, bounds.lowMs), bounds.highMs);
