import type { Random } from './ports.ts';

/** Exponential back-off: waits of `firstMs`, doubled each time, up to `lastMs`. */
export interface BackOff {
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Wait before the next try; ms.
 *
 * @param failures - tries that failed in a row, from 1
 */
export const backOffMs = ({ firstMs, lastMs }: BackOff, failures: number): number =>
  Math.min(lastMs, firstMs * 2 ** (failures - 1));

/**
 * Wait before the next try with full jitter, so that many who failed together do not come back
 * together; whole ms, below {@link backOffMs}.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const jitteredBackOffMs = (backOff: BackOff, failures: number, random: Random): number =>
  Math.floor(random() * backOffMs(backOff, failures));
