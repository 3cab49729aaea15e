import { type FaultKind, type FaultRates, faultKinds } from '../../local/faults/fault-switch.ts';
import { type Service, services } from '../../local/faults/service-errors.ts';
import type { Random } from '../../shared/system/ports.ts';
import { seededRandom } from '../../simulator/account/chance.ts';

/** Faults during a stretch of time. */
export interface Spell {
  /** Time since the beginning of the storm; ms. */
  readonly fromMs: number;
  readonly faults: Readonly<Partial<Record<Service, FaultRates>>>;
  /** The function whose processes are killed when the spell begins. */
  readonly kill: string | undefined;
}

const spellMs = 2_000;

/**
 * One spell in this many has a fault at 100 %. Such a spell is short enough that retries outlast
 * it: a service that is gone for longer is an outage, not a storm.
 */
const totalEvery = 5;

const victims: readonly (readonly [string, number])[] = [
  ['send-email', 0.5],
  ['record-delivery', 0.7],
  ['record-bounce', 0.8],
  ['record-complaint', 0.9],
  ['refresh-quota', 1],
];

const oneOf = <Value>(values: readonly Value[], random: Random): Value => {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError('There is nothing to choose from.');
  return value;
};

const killShare = 0.5;

/**
 * A storm: spells of two seconds. In each of them every service has two faults, one at 1 % and one
 * at 10 % of its requests, and in every fifth one service has one fault at 100 %. In half of them
 * the processes of a function are killed.
 */
export const stormWeather = (seconds: number, seed: number): readonly Spell[] => {
  const random = seededRandom(seed);
  return Array.from({ length: Math.ceil((seconds * 1000) / spellMs) }, (_, index): Spell => {
    const rates = services.map((service) => {
      const [rare, frequent] = [oneOf(faultKinds, random), oneOf(faultKinds, random)];
      const both: FaultRates =
        rare === frequent ? { [frequent]: 0.1 } : { [rare]: 0.01, [frequent]: 0.1 };
      return [service, both] as const;
    });
    const total =
      index % totalEvery === totalEvery - 1
        ? { [oneOf(services, random)]: { [oneOf(faultKinds, random)]: 1 } }
        : {};
    const chance = random();
    const victim = random();
    return {
      fromMs: index * spellMs,
      faults: { ...Object.fromEntries(rates), ...total },
      kill: chance < killShare ? victims.find(([, upTo]) => victim < upTo)?.[0] : undefined,
    };
  });
};

/** One fault of one service at these rates in turn, each for a number of seconds. */
export const steadyWeather = (
  service: Service,
  kind: FaultKind,
  rates: readonly number[],
  secondsEach: number,
): readonly Spell[] =>
  rates.map((rate, index) => ({
    fromMs: index * secondsEach * 1000,
    faults: { [service]: { [kind]: rate } },
    kill: undefined,
  }));
