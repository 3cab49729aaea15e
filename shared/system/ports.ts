/** The clock, and the only way to wait. Times are epoch ms. */
export interface Clock {
  readonly now: () => number;
  /** Resolves at the given time; at once when it has passed. */
  readonly sleepUntil: (epochMs: number) => Promise<void>;
}

/** Returns a random number in [0, 1). */
export type Random = () => number;

/** Returns a random whole number from 0 up to, but not including, the limit; nobody can guess it. */
export type RandomBelow = (limit: number) => number;

/**
 * Read consistency. `eventual` may miss what was written within the last second or so, and costs
 * half. Default `strong`.
 *
 * @see
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export type Consistency = 'strong' | 'eventual';
