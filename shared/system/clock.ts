import { randomUUID } from 'node:crypto';
import {
  type ClockBounds,
  correctionMs,
  type DateReading,
  narrow,
  unboundedClock,
} from '../pacing/clock-bounds.ts';
import type { Clock, Random } from './ports.ts';

/** setTimeout holds 31 bits of milliseconds. */
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

/** The machine's clock. With `random` and `newId`, the only place that reads time and chance. */
export const systemClock: Clock = clockOf(machineNow);

/** The machine's clock, held within what the Date headers of a service say. */
export interface CorrectedClock {
  readonly clock: Clock;
  readonly watch: { readonly now: () => number; readonly onDate: (reading: DateReading) => void };
}

/** A clock that learns how far the machine's is off. */
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

export const newId = (): string => randomUUID();
