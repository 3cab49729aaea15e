/**
 * How far the machine's clock is off, by the Date headers of a service that keeps good time.
 *
 * A Date header has whole seconds: when it was made, true time lay in [date, date + 1 s). Each
 * answer narrows the bounds, most where the second changes, so that after some hundred answers they
 * are a few milliseconds apart.
 * @see RFC 9110 section 6.6.1
 */
export interface ClockBounds {
  /** True time minus the machine's time is at least this; ms. */
  readonly lowMs: number;
  /** True time minus the machine's time is at most this; ms. */
  readonly highMs: number;
}

/** Nothing is known yet. */
export const unboundedClock: ClockBounds = {
  lowMs: Number.NEGATIVE_INFINITY,
  highMs: Number.POSITIVE_INFINITY,
};

/**
 * One answer: when the request left and the answer came by the machine's clock, and what the Date
 * header said; epoch ms.
 */
export interface DateReading {
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly dateMs: number;
}

const headerResolutionMs = 1_000;

/**
 * The bounds after one more answer. Where it contradicts the ones before, the clock was set
 * meanwhile, and only the new one counts.
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
 * What to add to the machine's time: nothing while it may be right, else as little as brings it
 * within the bounds.
 */
export const correctionMs = (bounds: ClockBounds): number =>
  Math.min(Math.max(0, bounds.lowMs), bounds.highMs);
