import { noServiceFaults, type ServiceFaults } from './models/service.ts';
import { noSesFaults, type SesFaults } from './models/ses-network.ts';
import { tenants } from './tenants.ts';
import type { Dice } from './world/dice.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Something that happens to the account, from outside. */
export type AccountChange =
  | {
      readonly kind: 'limits';
      readonly atMs: number;
      readonly ratePerSecond: number;
      readonly max24Hours: number;
    }
  | { readonly kind: 'pause'; readonly atMs: number; readonly untilMs: number }
  /** Somebody else sends so many recipients with the same account, evenly over the time. */
  | {
      readonly kind: 'foreign';
      readonly atMs: number;
      readonly untilMs: number;
      readonly recipients: number;
    };

/** While it lasts, much goes wrong. */
export interface Storm {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly table: ServiceFaults;
  readonly ses: SesFaults;
}

/** What a seed decides of a history before it begins. Times are epoch milliseconds. */
export interface Scenario {
  readonly seed: number;
  readonly startMs: number;
  /** No mail comes, and nothing goes wrong, after this. */
  readonly calmFromMs: number;
  readonly messages: number;
  readonly reuse: 'seldom' | 'often';
  /** When most of the mail comes. */
  readonly bursts: readonly number[];
  readonly ratePerSecond: number;
  /** -1 is no limit. */
  readonly max24Hours: number;
  readonly table: ServiceFaults;
  readonly queues: ServiceFaults;
  readonly ses: SesFaults;
  readonly storms: readonly Storm[];
  readonly changes: readonly AccountChange[];
  /** An operator pauses a tenant's mail for a time. */
  readonly pauses: readonly {
    readonly tenantId: string;
    readonly atMs: number;
    readonly untilMs: number;
  }[];
  /**
   * A person keeps the bulk queue from being read for longer than SQS keeps a message; only in long
   * histories.
   */
  readonly closedBulk: { readonly fromMs: number; readonly untilMs: number } | undefined;
  /**
   * While mail waits for its slot its tenant is paused, somebody asks for no more, or it expires.
   */
  readonly isHasty: boolean;
  /** Probability that a container of the sender dies at a request. */
  readonly killChance: number;
  /** Clocks of machines are off by up to this; ms. */
  readonly clockOffsetMs: number;
  /**
   * Probability that a queue hands a message out twice, and that a service puts one on it twice.
   */
  readonly duplicates: number;
  readonly publishing: {
    readonly medianMs: number;
    readonly longestMs: number;
    readonly duplicates: number;
  };
  /**
   * Events of SES may be missing longer than the settle time, because they are lost or their
   * recorders die: only then may a mail whose outcome was unknown go out twice.
   */
  readonly eventsMayBeMissing: boolean;
  readonly lostEvents: number;
  /**
   * While it lasts SES takes mail and mostly does not say so, and its events come when it is over;
   * only where events may be missing.
   */
  readonly incident: { readonly fromMs: number; readonly untilMs: number } | undefined;
  /** Probability that a container of a recorder dies at a request, and faults of its tables. */
  readonly recorder: { readonly killChance: number; readonly table: ServiceFaults };
}

export interface ScenarioSize {
  readonly days: number;
  readonly messagesPerDay: number;
  /** How often an id is used again, for the same mail or for another; `seldom` unless told. */
  readonly reuse?: 'seldom' | 'often';
}

/** A history of so many days has the account paused for longer than SQS keeps a message. */
const manyDays = 20;

const longPause = (startMs: number): AccountChange => ({
  kind: 'pause',
  atMs: startMs + dayMs / 2,
  untilMs: startMs + 17.5 * dayMs,
});

/**
 * Begins before the account is paused: what a person has closed must not be taken for closed by us.
 */
const longClosure = (startMs: number) => ({
  fromMs: startMs + dayMs / 4,
  untilMs: startMs + 18.25 * dayMs,
});

const scale = (faults: ServiceFaults, by: number): ServiceFaults => ({
  before: faults.before * by,
  after: faults.after * by,
  slow: faults.slow * by,
});

const badTable: ServiceFaults = { before: 0.5, after: 0.3, slow: 0.2 };
const badSes: SesFaults = {
  unreachable: 0.1,
  lostBefore: 0.2,
  lostAfter: 0.3,
  timeout: 0.1,
  throttled: 0.1,
};
const nowAndThen: ServiceFaults = { before: 0.02, after: 0.02, slow: 0.01 };
const sesNowAndThen: SesFaults = {
  unreachable: 0.01,
  lostBefore: 0.02,
  lostAfter: 0.03,
  timeout: 0.01,
  throttled: 0.005,
};

/** What SES answers while it has an incident. */
export const sesOfIncident: SesFaults = {
  unreachable: 0,
  lostBefore: 0.05,
  lostAfter: 0.8,
  timeout: 0.1,
  throttled: 0,
};

/** Noon of a day that is no special one. */
const firstDayMs = Date.UTC(2026, 2, 3, 12);

/**
 * What a seed makes of the world: some histories are calm, so that the exact promises can be held
 * against them; in most, several things go wrong at once.
 */
export const drawScenario = (
  seed: number,
  dice: Dice,
  { days, messagesPerDay, reuse = 'seldom' }: ScenarioSize,
): Scenario => {
  const startMs = firstDayMs + Math.floor(dice.between(0, hourMs));
  const trafficMs = days * dayMs;
  const messages = Math.round(messagesPerDay * days * dice.between(0.6, 1.4));
  const isCalm = dice.chance(0.15);
  const ratePerSecond = dice.pick([1, 2, 5, 14, 14, 50]);
  const isTight = !isCalm && dice.chance(0.15);
  const max24Hours = isTight
    ? Math.max(120, Math.ceil((messages / days) * dice.between(0.8, 1.6)))
    : dice.pick([50_000, 50_000, 200_000, -1]);
  const anyTime = (): number => startMs + dice.between(0, trafficMs);

  const bursts = Array.from(
    { length: dice.whole(2, 5) },
    () => startMs + Math.floor(dice.between(0, trafficMs * 0.98)),
  );
  /** Most of what goes wrong does so while there is much to do. */
  const busyTime = (): number =>
    dice.chance(0.7)
      ? (bursts[dice.whole(0, bursts.length - 1)] ?? startMs) + dice.between(0, 10_000)
      : anyTime();

  const change = (): AccountChange => {
    const atMs = busyTime();
    switch (dice.pick(['limits', 'limits', 'pause', 'foreign'])) {
      case 'limits':
        return {
          kind: 'limits',
          atMs,
          ratePerSecond: Math.max(1, ratePerSecond * dice.pick([0.5, 0.5, 2])),
          max24Hours:
            max24Hours < 0 ? max24Hours : Math.ceil(max24Hours * dice.pick([0.8, 1.25, 2])),
        };
      case 'pause':
        return { kind: 'pause', atMs, untilMs: atMs + dice.between(minuteMs, hourMs) };
      default:
        return {
          kind: 'foreign',
          atMs,
          untilMs: atMs + dice.between(minuteMs, 10 * minuteMs),
          recipients: Math.min(200, Math.ceil(messages * 0.1)),
        };
    }
  };

  const pause = () => {
    const atMs = anyTime();
    return {
      tenantId: dice.pick(tenants),
      atMs,
      untilMs: atMs + dice.between(minuteMs, 3 * hourMs),
    };
  };

  const busy = dice.fork('busy pauses');
  const isHasty = busy.chance(0.5);
  /** While mail of the tenant waits for its slots. */
  const busyPause = () => {
    const atMs =
      (bursts[busy.whole(0, bursts.length - 1)] ?? startMs) + busy.between(1_000, 20_000);
    const untilMs = atMs + busy.between(minuteMs, 10 * minuteMs);
    return { tenantId: busy.pick(tenants), atMs, untilMs };
  };

  const storm = (): Storm => {
    const fromMs = busyTime();
    return {
      fromMs,
      untilMs: fromMs + dice.between(30_000, 300_000),
      table: scale(badTable, dice.between(0.2, 1.6)),
      ses: badSes,
    };
  };

  const incident = () => {
    const fromMs = busyTime() - minuteMs;
    return { fromMs, untilMs: fromMs + dice.between(hourMs / 2, 4 * hourMs) };
  };

  const eventsMayBeMissing = !isCalm && dice.chance(0.2);
  const scenario = {
    seed,
    startMs,
    calmFromMs: startMs + trafficMs,
    messages,
    reuse,
    bursts,
    ratePerSecond,
    max24Hours,
    table: !isCalm && dice.chance(0.7) ? scale(nowAndThen, 2 * dice.random()) : noServiceFaults,
    queues: !isCalm && dice.chance(0.5) ? scale(nowAndThen, 4 * dice.random()) : noServiceFaults,
    ses: !isCalm && dice.chance(0.7) ? sesNowAndThen : noSesFaults,
    storms: isCalm ? [] : Array.from({ length: dice.whole(0, 3) }, storm),
    changes: [
      ...(isCalm ? [] : Array.from({ length: dice.whole(0, 3) }, change)),
      ...(days >= manyDays ? [longPause(startMs)] : []),
    ],
    pauses: [
      ...Array.from({ length: isCalm ? 0 : dice.whole(0, 2) }, pause),
      ...Array.from({ length: isHasty ? busy.whole(0, 2) : 0 }, busyPause),
    ],
    closedBulk: days >= manyDays ? longClosure(startMs) : undefined,
    isHasty,
    killChance: !isCalm && dice.chance(0.6) ? 0.004 : 0,
    clockOffsetMs: !isCalm && dice.chance(0.5) ? 1_500 : 0,
    duplicates: isCalm ? 0 : dice.pick([0, 0.01, 0.05]),
    publishing: {
      medianMs: 1_500,
      // SNS tries for an hour to hand an event over.
      longestMs: eventsMayBeMissing && dice.chance(0.5) ? hourMs : 20_000,
      duplicates: dice.pick([0, 0.02, 0.2]),
    },
    eventsMayBeMissing,
    lostEvents: eventsMayBeMissing ? dice.pick([0, 0.2, 1]) : 0,
    recorder: eventsMayBeMissing
      ? { killChance: 0.004, table: nowAndThen }
      : { killChance: 0, table: isCalm ? noServiceFaults : { before: 0.01, after: 0, slow: 0 } },
  };
  if (!eventsMayBeMissing || !dice.chance(0.5)) return { ...scenario, incident: undefined };
  const { fromMs, untilMs } = incident();
  // An operator who sees that mail hangs pauses a tenant, and resumes it before all is well.
  const inIncident = {
    tenantId: dice.pick(tenants),
    atMs: dice.between(fromMs, (fromMs + untilMs) / 2),
    untilMs: dice.between((fromMs + untilMs) / 2, untilMs),
  };
  return {
    ...scenario,
    pauses: [...scenario.pauses, inIncident],
    incident: { fromMs, untilMs },
  };
};
