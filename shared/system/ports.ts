/**
 * Time and chance, and how fresh a reading has to be. Times are epoch milliseconds.
 */

/** The clock, and the only way to wait. */
export interface Clock {
  readonly now: () => number;
  /** Resolves at the given time, at once when it has passed. */
  readonly sleepUntil: (epochMs: number) => Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

/**
 * How things stand now, with all that was ever written; or how they stood lately, for half the price: what was written within the last
 * second or so may be missing. Now, unless a reader says that lately will do.
 */
export type AsOf = 'now' | 'lately';
