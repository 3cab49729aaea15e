import type { Usage } from './bill.ts';
import { type Meter, type Price, prices } from './prices.ts';

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

const widths = [16, 48, 13, 10] as const;

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      return index < 2 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join(' ')
    .trimEnd();

/** The bill of a month as lines of text. */
export const monthTable = (title: string, bill: MonthBill): readonly string[] => [
  line([title, '', 'units', '$ a month']),
  ...bill.lines.map(({ service, what, units, dollars }) =>
    line([service, what, String(Number(units.toPrecision(6))), dollars.toFixed(3)]),
  ),
  line(['all', '', '', bill.dollars.toFixed(2)]),
  line(['', 'where the free amounts of AWS are left to it', '', bill.dollarsAfterFree.toFixed(2)]),
];
