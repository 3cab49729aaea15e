import { noServiceFaults } from '../models/service.ts';
import { noSesFaults } from '../models/ses-network.ts';
import { tenants } from '../tenants.ts';
import type { Dice } from '../world/dice.ts';
import { drawAccountChange, drawLimits, type Limits, longPause } from './account-limits.ts';
import { badSes, badTable, nowAndThen, scaleFaults, sesNowAndThen } from './faults.ts';
import {
  drawBudgets,
  drawBusyPause,
  drawPause,
  drawPauseInIncident,
  drawShares,
  longClosure,
} from './people.ts';
import {
  dayMs,
  hourMs,
  manyDays,
  minuteMs,
  type Scenario,
  type ScenarioSize,
  type Span,
  type Storm,
} from './scenario.ts';
import { busyTime, drawBursts, drawStart, type Times } from './times.ts';
import { drawWayOut } from './way-out.ts';

/**
 * Draws a scenario from a seed. Some histories are calm, so that the exact promises can be checked;
 * in most, several things go wrong at once.
 */
export const drawScenario = (
  seed: number,
  dice: Dice,
  { days, messagesPerDay, reuse = 'seldom', isContended = false }: ScenarioSize,
): Scenario => {
  const startMs = drawStart(dice);
  const trafficMs = days * dayMs;
  const messages = Math.round(messagesPerDay * days * dice.between(0.6, 1.4));
  const isCalm = dice.chance(0.15) || isContended;
  const limits = drawLimits(dice, isCalm, messages / days);
  const bursts = drawBursts(dice, startMs, trafficMs);
  const times = { startMs, trafficMs, bursts };
  const eventsMayBeMissing = !isCalm && dice.chance(0.2);
  const wayOut =
    isCalm || days >= manyDays || seed % 3 !== 0
      ? noWayOut
      : drawWayOut(dice.fork('way out'), times);
  const scenario = {
    ...{ seed, startMs, calmFromMs: startMs + trafficMs, messages, reuse, bursts, ...limits },
    ...(isCalm ? calmServices : drawServices(dice)),
    ...drawHappenings(dice, times, isCalm, { limits, messages, days }),
    isForged: dice.fork('forged feedback').chance(0.25),
    budgets: drawBudgets(dice.fork('budgets'), startMs),
    shares: drawShares(dice.fork('shares')),
    isContended,
    ...drawMachines(dice, isCalm),
    ...drawFeedback(dice, isCalm, eventsMayBeMissing),
  };
  if (isContended) return contended(scenario);
  const { wayOut: provider, pauses } = wayOut;
  const changes = [...scenario.changes, ...pauses];
  return withIncident({ ...scenario, changes, wayOut: provider }, dice, times);
};

const noWayOut: ReturnType<typeof drawWayOut> = { wayOut: undefined, pauses: [] };

/** Draws a number of things; the first throw decides how many. */
const some = <T>(dice: Dice, most: number, draw: () => T): readonly T[] =>
  Array.from({ length: dice.whole(0, most) }, draw);

const drawServices = (dice: Dice): Pick<Scenario, 'table' | 'queues' | 'ses'> => ({
  table: dice.chance(0.7) ? scaleFaults(nowAndThen, 2 * dice.random()) : noServiceFaults,
  queues: dice.chance(0.5) ? scaleFaults(nowAndThen, 4 * dice.random()) : noServiceFaults,
  ses: dice.chance(0.7) ? sesNowAndThen : noSesFaults,
});

const calmServices = { table: noServiceFaults, queues: noServiceFaults, ses: noSesFaults };

const drawStorm = (dice: Dice, times: Times): Storm => {
  const fromMs = busyTime(times, dice);
  const untilMs = fromMs + dice.between(30_000, 300_000);
  return { fromMs, untilMs, table: scaleFaults(badTable, dice.between(0.2, 1.6)), ses: badSes };
};

const drawMachines = (
  dice: Dice,
  isCalm: boolean,
): Pick<Scenario, 'killChance' | 'clockOffsetMs' | 'duplicates'> => ({
  killChance: !isCalm && dice.chance(0.6) ? 0.004 : 0,
  clockOffsetMs: !isCalm && dice.chance(0.5) ? 1_500 : 0,
  duplicates: isCalm ? 0 : dice.pick([0, 0.01, 0.05]),
});

type Feedback = Pick<Scenario, 'publishing' | 'eventsMayBeMissing' | 'lostEvents' | 'recorder'>;

const drawFeedback = (dice: Dice, isCalm: boolean, eventsMayBeMissing: boolean): Feedback => ({
  publishing: {
    medianMs: 1_500,
    // SNS tries to deliver an event for an hour.
    longestMs: eventsMayBeMissing && dice.chance(0.5) ? hourMs : 20_000,
    duplicates: dice.pick([0, 0.02, 0.2]),
  },
  eventsMayBeMissing,
  lostEvents: eventsMayBeMissing ? dice.pick([0, 0.2, 1]) : 0,
  recorder: eventsMayBeMissing
    ? { killChance: 0.004, table: nowAndThen }
    : { killChance: 0, table: isCalm ? noServiceFaults : { before: 0.01, after: 0, slow: 0 } },
});

const drawIncident = (dice: Dice, times: Times): Span => {
  const fromMs = busyTime(times, dice) - minuteMs;
  return { fromMs, untilMs: fromMs + dice.between(hourMs / 2, 4 * hourMs) };
};

/** Changes of the account and actions of people, in the order in which they are drawn. */
const drawHappenings = (
  dice: Dice,
  times: Times,
  isCalm: boolean,
  { limits, messages, days }: { limits: Limits; messages: number; days: number },
): Pick<Scenario, 'storms' | 'changes' | 'pauses' | 'closedBulk' | 'isHasty'> => {
  const { startMs } = times;
  const busy = dice.fork('busy pauses');
  const isHasty = busy.chance(0.5);
  const storms = isCalm ? [] : some(dice, 3, () => drawStorm(dice, times));
  const changes = isCalm
    ? []
    : some(dice, 3, () => drawAccountChange(dice, times, limits, messages));
  const pauses = isCalm ? [] : some(dice, 2, () => drawPause(dice, times));
  const busyPauses = isHasty ? some(busy, 2, () => drawBusyPause(busy, times)) : [];
  return {
    storms,
    changes: [...changes, ...(days >= manyDays ? [longPause(startMs)] : [])],
    pauses: [...pauses, ...busyPauses],
    closedBulk: days >= manyDays ? longClosure(startMs) : undefined,
    isHasty,
  };
};

const withIncident = (scenario: Omit<Scenario, 'incident'>, dice: Dice, times: Times): Scenario => {
  if (!scenario.eventsMayBeMissing || !dice.chance(0.5))
    return { ...scenario, incident: undefined };
  const incident = drawIncident(dice, times);
  const pauses = [...scenario.pauses, drawPauseInIncident(dice, incident)];
  return { ...scenario, pauses, incident };
};

/** All mail at one time, at a low rate, with one tenant that has a share. */
const contended = (scenario: Omit<Scenario, 'incident'>): Scenario => ({
  ...scenario,
  ...{ ratePerSecond: 5, max24Hours: -1, duplicates: 0, isHasty: false, isForged: false },
  bursts: scenario.bursts.slice(0, 1),
  pauses: [],
  budgets: [],
  shares: [{ tenantId: tenants[0], rateShare: 0.1 }],
  incident: undefined,
});
