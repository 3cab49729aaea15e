import { describe, expect, it } from '@jest/globals';
import { monthTable } from '../../../bench/cost/month-table.ts';
import { usageOfMails } from '../../../shared/cost/mail-usage.ts';
import { monthBill } from '../../../shared/cost/month-bill.ts';
import type { Usage } from '../../../shared/cost/usage.ts';
import type { Meter } from '../../../shared/prices/prices.ts';

const used = (meter: Meter, units: number, what: string = meter): Usage => ({
  meter,
  what,
  requests: 0,
  units,
});

describe('bill of a month', () => {
  it('is at the price of each unit, the dearest first', () => {
    const { lines, dollars } = monthBill([
      used('customerKey', 1),
      used('alarmMetric', 28),
      used('dashboard', 1),
      used('customMetric', 6),
      used('sqsRequest', 1_971_000),
    ]);

    expect(lines.map((line) => [line.what, Number(line.dollars.toFixed(4))])).toEqual([
      ['dashboard', 3],
      ['alarmMetric', 2.8],
      ['customMetric', 1.8],
      ['customerKey', 1],
      ['sqsRequest', 0.7884],
    ]);
    expect(dollars).toBeCloseTo(9.3884, 6);
  });

  it('takes what is free off each meter once, however many lines use it', () => {
    const { dollars, dollarsAfterFree } = monthBill([
      used('customMetric', 6, 'of the clock'),
      used('customMetric', 6, 'of mail'),
      used('alarmMetric', 10),
      used('customerKey', 1),
    ]);

    expect(dollars).toBeCloseTo(12 * 0.3 + 1 + 1, 9);
    expect(dollarsAfterFree).toBeCloseTo(2 * 0.3 + 1, 9);
  });

  it('is lines of text with both sums', () => {
    const lines = monthTable('small', monthBill([used('alarmMetric', 10), used('dashboard', 1)]));

    expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'small units $ a month',
      'CloudWatch dashboard 1 3.000',
      'CloudWatch alarmMetric 10 1.000',
      'all 4.00',
      ' where the free amounts of AWS are left to it 3.00',
    ]);
  });
});

describe('usage of mails in a month', () => {
  const costs = { usage: [used('writeUnit', 30)], mails: 10, metrics: 4 };

  it('is their share of what was counted, and SES', () => {
    expect(usageOfMails(500, costs).map(({ meter, units }) => [meter, units])).toEqual([
      ['sesMail', 500],
      ['customMetric', (4 * 500) / 730],
      ['writeUnit', 1_500],
    ]);
  });

  it('has metrics for no more hours than the month has', () => {
    expect(usageOfMails(1_000_000, costs)[1]).toMatchObject({ meter: 'customMetric', units: 4 });
  });
});
