import type { Random } from '../../../shared/system/ports.ts';
import { seededRandom } from './seeded-random.ts';

/** Chance from a seed: the same seed gives the same throws. */
export interface Dice {
  readonly random: Random;
  /** True with this probability, 0 to 1. */
  readonly chance: (probability: number) => boolean;
  /** A number in [from, to). */
  readonly between: (from: number, to: number) => number;
  /** A whole number from `from` to `to`, both included. */
  readonly whole: (from: number, to: number) => number;
  readonly pick: <T>(things: readonly [T, ...T[]]) => T;
  /** Separate dice for one subject, so that more throws there change nothing elsewhere. */
  readonly fork: (subject: string) => Dice;
}

export const createDice = (seed: number, subject = ''): Dice => {
  const random = seededRandom(hash(`${seed}/${subject}`));
  return {
    random,
    chance: (probability) => probability > 0 && random() < probability,
    between: (from, to) => from + random() * (to - from),
    whole: (from, to) => from + Math.floor(random() * (to - from + 1)),
    pick: (things) => things[Math.floor(random() * things.length)] ?? things[0],
    fork: (name) => createDice(seed, `${subject}/${name}`),
  };
};

/** FNV-1a hash of seeds and names; 32 bits. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
};
