import { randomInt, randomUUID } from 'node:crypto';
import {
  type ClockBounds,
  correctionMs,
  type DateReading,
  narrow,
  unboundedClock,
} from '../pacing/clock-bounds.ts';
import type { Clock, Random, RandomBelow } from './ports.ts';

/** Longest delay that setTimeout takes, 2^31 - 1; ms. */
const longestTimerMs = 2_147_483_647;

const clockOf = (now: () => number): Clock => ({
  now,
  sleepUntil: async (epochMs) => {
    for (let waitMs = epochMs - now(); waitMs > 0; waitMs = epochMs - now()) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, longestTimerMs)));
    }
  },
});

const machineNow = (): number => Date.now();

/** The machine's clock. Only this file reads time and chance: here, `random`, `randomBelow` and
 * `newId`. */
export const systemClock: Clock = clockOf(machineNow);

/** The machine's clock, corrected by the Date headers of a service. */
export interface CorrectedClock {
  readonly clock: Clock;
  readonly watch: { readonly now: () => number; readonly onDate: (reading: DateReading) => void };
}

/** Creates a clock that learns the machine clock's error from the Date headers it is shown. */
export const correctedClock = (now: () => number = machineNow): CorrectedClock => {
  let bounds: ClockBounds = unboundedClock;
  return {
    clock: clockOf(() => now() + correctionMs(bounds)),
    watch: {
      now,
      onDate: (reading) => {
        bounds = narrow(bounds, reading);
      },
    },
  };
};

export const random: Random = () => Math.random();

/** From the system's secure source. */
export const randomBelow: RandomBelow = (limit) => randomInt(limit);

export const newId = (): string => randomUUID();
