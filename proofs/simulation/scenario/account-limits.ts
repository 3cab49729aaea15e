import type { Dice } from '../world/dice.ts';
import { type AccountChange, dayMs, hourMs, minuteMs, type Scenario } from './scenario.ts';
import { busyTime, type Times } from './times.ts';

export type Limits = Pick<Scenario, 'ratePerSecond' | 'max24Hours'>;

/**
 * Draws rate and quota.
 *
 * @param messagesPerDay - a tight quota is about this large
 */
export const drawLimits = (dice: Dice, isCalm: boolean, messagesPerDay: number): Limits => {
  const ratePerSecond = dice.pick([1, 2, 5, 14, 14, 50]);
  const isTight = !isCalm && dice.chance(0.15);
  const max24Hours = isTight
    ? Math.max(120, Math.ceil(messagesPerDay * dice.between(0.8, 1.6)))
    : dice.pick([50_000, 50_000, 200_000, -1]);
  return { ratePerSecond, max24Hours };
};

const drawOtherLimits = (dice: Dice, { ratePerSecond, max24Hours }: Limits): Limits => ({
  ratePerSecond: Math.max(1, ratePerSecond * dice.pick([0.5, 0.5, 2])),
  max24Hours: max24Hours < 0 ? max24Hours : Math.ceil(max24Hours * dice.pick([0.8, 1.25, 2])),
});

/** Draws a change of the account, or none. */
export const drawAccountChange = (
  dice: Dice,
  times: Times,
  limits: Limits,
  messages: number,
): AccountChange => {
  const atMs = busyTime(times, dice);
  switch (dice.pick(['limits', 'limits', 'pause', 'foreign'])) {
    case 'limits':
      return { kind: 'limits', atMs, ...drawOtherLimits(dice, limits) };
    case 'pause':
      return { kind: 'pause', atMs, untilMs: atMs + dice.between(minuteMs, hourMs) };
    default: {
      const untilMs = atMs + dice.between(minuteMs, 10 * minuteMs);
      const recipients = Math.min(200, Math.ceil(messages * 0.1));
      return { kind: 'foreign', atMs, untilMs, recipients };
    }
  }
};

/** The account is paused for longer than SQS keeps a message. */
export const longPause = (startMs: number): AccountChange => ({
  kind: 'pause',
  atMs: startMs + dayMs / 2,
  untilMs: startMs + 17.5 * dayMs,
});
