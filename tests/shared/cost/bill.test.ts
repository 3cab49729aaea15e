import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costTable } from '../../../bench/cost/cost-table.ts';
import { billFor } from '../../../shared/cost/bill.ts';
import type { Usage } from '../../../shared/cost/usage.ts';
import { type Meter, prices } from '../../../shared/prices/prices.ts';

const used = (meter: Meter, units: number, requests = units): Usage => ({
  meter,
  what: meter,
  requests,
  units,
});

describe('bill of a million mails', () => {
  it('is at the price of each unit', () => {
    const bill = billFor(1_000, [
      used('sqsRequest', 300),
      used('snsPublish', 2_000),
      used('writeUnit', 4_000, 3_000),
      used('readUnit', 3_000, 100),
      used('lambdaRequest', 20),
      used('lambdaGbSecond', 10, 0),
      used('logByte', 500 * 1024, 0),
    ]);

    expect(bill.lines.map(({ dollarsPerMillion }) => Number(dollarsPerMillion.toFixed(6)))).toEqual(
      [
        0.12,
        1,
        2.5,
        0.375,
        0.004,
        0.133334,
        Number((((500 * 1024 * 1000) / 1024 ** 3) * 0.5).toFixed(6)),
      ],
    );
    expect(bill.services.DynamoDB).toBeCloseTo(2.875, 9);
    expect(bill.services.Lambda).toBeCloseTo(0.137334, 9);
    expect(bill.overheadPerMillion).toBeCloseTo(0.12 + 1 + 2.875 + 0.137334 + 0.238419, 5);
    expect(bill.requestsPerMillion).toBeCloseTo(5_420_000, 3);
    expect(bill.sesPerMillion).toBe(100);
  });

  it('tells requests and units of one mail', () => {
    expect(billFor(500, [used('readUnit', 1_500, 10)]).lines).toEqual([
      {
        service: 'DynamoDB',
        what: 'readUnit',
        unit: 'read unit',
        requestsPerMail: 0.02,
        unitsPerMail: 3,
        dollarsPerMillion: 0.375,
      },
    ]);
  });

  it('is the same for a part of the mails with that part of the use', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 50 }),
        (mails, units, times) => {
          const once = billFor(mails, [used('writeUnit', units)]).overheadPerMillion;
          const often = billFor(mails * times, [
            used('writeUnit', units * times),
          ]).overheadPerMillion;
          expect(often).toBeCloseTo(once, 6);
        },
      ),
    );
  });

  it('is the sum of its services, which are the sums of their lines', () => {
    const meters = Object.keys(prices).filter((name): name is Meter => name in prices);
    const anyUsage = fc.array(
      fc.record({
        meter: fc.constantFrom(...meters),
        what: fc.string(),
        requests: fc.nat(),
        units: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), anyUsage, (mails, usage) => {
        const { lines, services, overheadPerMillion } = billFor(mails, usage);
        const ofLines = lines.reduce((sum, { dollarsPerMillion }) => sum + dollarsPerMillion, 0);
        const ofServices = Object.values(services).reduce((sum, dollars) => sum + dollars, 0);
        expect(ofServices / (overheadPerMillion || 1)).toBeCloseTo(
          overheadPerMillion === 0 ? 0 : 1,
          9,
        );
        expect(ofLines / (overheadPerMillion || 1)).toBeCloseTo(
          overheadPerMillion === 0 ? 0 : 1,
          9,
        );
      }),
    );
  });

  it('needs a mail', () => {
    expect(() => billFor(0, [])).toThrow(RangeError);
  });
});

describe('table of a bill', () => {
  it('has the lines of a service below it, the dearest first, and the sum beside SES', () => {
    const lines = costTable(
      billFor(1_000, [
        used('readUnit', 1_000),
        used('writeUnit', 3_000, 2_000),
        used('snsPublish', 2_000),
      ]),
    );

    expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'service requests/mail units/mail $ per million',
      'DynamoDB 3.0000 2.000',
      ' writeUnit 2.0000 3.000 1.875',
      ' readUnit 1.0000 1.000 0.125',
      'SNS 2.0000 1.000',
      ' snsPublish 2.0000 2.000 1.000',
      'all 5000000 requests per million 3.000',
      'SES itself 100.000',
    ]);
  });
});
