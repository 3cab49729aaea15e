import { type Meter, type Price, prices } from '../prices/prices.ts';
import type { Usage } from './usage.ts';

export interface MonthLine {
  readonly service: Price['service'];
  readonly what: string;
  readonly units: number;
  readonly dollars: number;
}

/** What a month costs. */
export interface MonthBill {
  readonly lines: readonly MonthLine[];
  readonly dollars: number;
  /** What is left of it when nothing else in the account uses what AWS gives for nothing. */
  readonly dollarsAfterFree: number;
}

/** Prices what a month used, the dearest line first. */
export const monthBill = (usage: readonly Usage[]): MonthBill => {
  const lines = usage
    .map(({ meter, what, units }) => ({
      service: priceOf(meter).service,
      what,
      units,
      dollars: dollarsFor(meter, units),
    }))
    .toSorted((one, other) => other.dollars - one.dollars);
  const afterFree = [...Map.groupBy(usage, ({ meter }) => meter)].map(([meter, own]) =>
    dollarsFor(
      meter,
      Math.max(0, sum(own.map(({ units }) => units)) - (priceOf(meter).freePerMonth ?? 0)),
    ),
  );
  return {
    lines,
    dollars: sum(lines.map(({ dollars }) => dollars)),
    dollarsAfterFree: sum(afterFree),
  };
};

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

const priceOf = (meter: Meter): Price => prices[meter];

const dollarsFor = (meter: Meter, units: number): number =>
  (units * priceOf(meter).dollars) / priceOf(meter).per;
