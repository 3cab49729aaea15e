import type { MonthBill } from '../../shared/cost/month-bill.ts';

/** The bill of a month as lines of text. */
export const monthTable = (title: string, bill: MonthBill): readonly string[] => [
  line([title, '', 'units', '$ a month']),
  ...bill.lines.map(({ service, what, units, dollars }) =>
    line([service, what, String(Number(units.toPrecision(6))), dollars.toFixed(3)]),
  ),
  line(['all', '', '', bill.dollars.toFixed(2)]),
  line(['', 'where the free amounts of AWS are left to it', '', bill.dollarsAfterFree.toFixed(2)]),
];

const widths = [16, 48, 13, 10] as const;

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      return index < 2 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join(' ')
    .trimEnd();
