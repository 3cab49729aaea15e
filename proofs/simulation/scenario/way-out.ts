import type { Dice } from '../world/dice.ts';
import { badSes, sesNowAndThen } from './faults.ts';
import {
  type AccountChange,
  hourMs,
  minuteMs,
  type Span,
  type WayOutScenario,
} from './scenario.ts';
import { busyTime, type Times } from './times.ts';

/** Draws a way out, and pauses of the account in which it is needed. */
export const drawWayOut = (
  dice: Dice,
  times: Times,
): { readonly wayOut: WayOutScenario | undefined; readonly pauses: readonly AccountChange[] } => {
  const span = (longestMs: number): Span => {
    const fromMs = busyTime(times, dice) - dice.between(0, minuteMs);
    return { fromMs, untilMs: fromMs + dice.between(minuteMs, longestMs) };
  };
  const pauses = Array.from({ length: dice.whole(1, 2) }, (): AccountChange => {
    const { fromMs, untilMs } = span(hourMs);
    return { kind: 'pause', atMs: Math.max(times.startMs, fromMs), untilMs };
  });
  return {
    wayOut: {
      ratePerSecond: dice.pick([1, 5, 20]),
      faults: { ...dice.pick([sesNowAndThen, badSes]), throttled: 0 },
      uses: dice.chance(0.5) ? [span(hourMs / 2)] : [],
    },
    pauses,
  };
};
