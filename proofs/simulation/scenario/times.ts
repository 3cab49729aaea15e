import type { Dice } from '../world/dice.ts';
import { hourMs } from './scenario.ts';

/** Times of a history; epoch ms. */
export interface Times {
  readonly startMs: number;
  readonly trafficMs: number;
  /** When most of the mail comes. */
  readonly bursts: readonly number[];
}

/** Noon of an ordinary day; epoch ms. */
const firstDayMs = Date.UTC(2026, 2, 3, 12);

export const drawStart = (dice: Dice): number => firstDayMs + Math.floor(dice.between(0, hourMs));

export const drawBursts = (dice: Dice, startMs: number, trafficMs: number): readonly number[] =>
  Array.from(
    { length: dice.whole(2, 5) },
    () => startMs + Math.floor(dice.between(0, trafficMs * 0.98)),
  );

export const anyTime = ({ startMs, trafficMs }: Times, dice: Dice): number =>
  startMs + dice.between(0, trafficMs);

export const anyBurst = ({ startMs, bursts }: Times, dice: Dice): number =>
  bursts[dice.whole(0, bursts.length - 1)] ?? startMs;

/** A time at which there is much to do, where most faults happen. */
export const busyTime = (times: Times, dice: Dice): number =>
  dice.chance(0.7) ? anyBurst(times, dice) + dice.between(0, 10_000) : anyTime(times, dice);
