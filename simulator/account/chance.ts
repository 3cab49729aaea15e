import type { Random } from '../../shared/system/ports.ts';

/** Mulberry32: a small generator that gives the same numbers for the same seed. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A number between the two. */
export const between = (random: Random, low: number, high: number): number =>
  low + random() * (high - low);

const latencySigma = 0.4;

/**
 * Lognormal, as the latency of services tends to be: half of the calls are faster than the median,
 * one in a hundred takes 2.5 times as long.
 *
 * @returns milliseconds
 */
export const latencyMs = (random: Random, medianMs: number): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return medianMs * Math.exp(latencySigma * radius * Math.cos(2 * Math.PI * random()));
};
