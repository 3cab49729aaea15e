import type { Random } from '../../shared/system/ports.ts';
import type { Fate, FateOf } from './fate.ts';
import type { Service } from './service-errors.ts';

/** Kinds of faults of requests; see {@link Fate}. */
export const faultKinds = [
  'error',
  'errorAfter',
  'throttle',
  'resetBefore',
  'resetAfter',
  'timeoutBefore',
  'timeoutAfter',
  'slow',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * Frequency of each fault: fractions of requests, from 0 to 1, together at most 1. At most one
 * fault happens to a request.
 */
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>;

/** Additional delay of a slow answer; ms. */
const slowMs = 2_000;

const fates: Readonly<Record<FaultKind, Fate>> = {
  error: { kind: 'error' },
  errorAfter: { kind: 'error-after' },
  throttle: { kind: 'throttle' },
  resetBefore: { kind: 'reset', when: 'before' },
  resetAfter: { kind: 'reset', when: 'after' },
  timeoutBefore: { kind: 'silence', when: 'before' },
  timeoutAfter: { kind: 'silence', when: 'after' },
  slow: { kind: 'slow', ms: slowMs },
};

/** Draws the fate of one request. */
export const drawFault = (rates: FaultRates, random: Random): FaultKind | undefined => {
  let chance = random();
  for (const kind of faultKinds) {
    const rate = rates[kind] ?? 0;
    if (chance < rate) return kind;
    chance -= rate;
  }
  return undefined;
};

/** Switches faults on and off while programs run. */
export interface FaultSwitch {
  readonly fateOf: FateOf;
  /** Replaces all faults by these; a service that is left out has none. */
  readonly set: (rates: Readonly<Partial<Record<Service, FaultRates>>>) => void;
  /** Faults that happened so far, by service and kind: `{"dynamodb throttle": 12}`. */
  readonly counts: () => Readonly<Record<string, number>>;
}

/** Creates a switch without faults. */
export const createFaultSwitch = (random: Random): FaultSwitch => {
  const counts = new Map<string, number>();
  let current: Readonly<Partial<Record<Service, FaultRates>>> = {};
  return {
    fateOf: ({ service }) => {
      const kind = drawFault(current[service] ?? {}, random);
      if (kind === undefined) return { kind: 'pass' };
      const name = `${service} ${kind}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return fates[kind];
    },
    set: (rates) => {
      current = rates;
    },
    counts: () => Object.fromEntries(counts),
  };
};
