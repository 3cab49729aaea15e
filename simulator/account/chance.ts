import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { Random } from '../../shared/system/ports.ts';

/**
 * Random numbers that are the same for the same seed on every machine. The generator is a Mersenne
 * twister, because its first numbers differ for neighbouring seeds; those of the xoroshiro
 * generators begin alike.
 */
export const seededRandom = (seed: number): Random => {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
};

/** A random number between the two. */
export const between = (random: Random, low: number, high: number): number =>
  low + random() * (high - low);

const latencySigma = 0.4;

/**
 * A random latency with a lognormal distribution, as services tend to have: half of the calls are
 * faster than the median, one in a hundred takes 2.5 times as long.
 *
 * @returns milliseconds
 */
export const latencyMs = (random: Random, medianMs: number): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return medianMs * Math.exp(latencySigma * radius * Math.cos(2 * Math.PI * random()));
};
