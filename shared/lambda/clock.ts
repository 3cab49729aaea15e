import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../ports.ts';

/** setTimeout holds 31 bits of milliseconds. */
const longestTimerMs = 2_147_483_647;

/** The machine's clock. With `random` and `newId`, the only place that reads time and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleepUntil: async (epochMs) => {
    for (let waitMs = epochMs - Date.now(); waitMs > 0; waitMs = epochMs - Date.now()) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, longestTimerMs)));
    }
  },
};

export const random: Random = () => Math.random();

export const newId = (): string => randomUUID();
