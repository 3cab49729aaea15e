import type { Random } from '../../../shared/system/ports.ts';

/**
 * Mulberry32: the same seed gives the same numbers on every machine. Recorded seeds name histories
 * made with it, so it must not change.
 *
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
