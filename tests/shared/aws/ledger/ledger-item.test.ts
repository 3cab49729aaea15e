import { describe, expect, it } from '@jest/globals';
import { parseLedgerItem, toItem } from '../../../../shared/aws/ledger/ledger-item.ts';
import type { Lane } from '../../../../shared/email/streams.ts';
import { newLedger } from '../../../../shared/pacing/new-ledger.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const ledger = newLedger({ max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 7 }, noon);

describe('ledger-item', () => {
  it('gives a ledger back as it was written', () => {
    const used = {
      ...ledger,
      sentByHour: new Map([[12, 3]]),
      sentByPeriod: new Map([[1_440, 3]]),
    };

    expect(parseLedgerItem(toItem(used))).toEqual(used);
  });

  it('writes no limit as SES says it: -1', () => {
    const unlimited = { ...ledger, max24Hours: Number.POSITIVE_INFINITY };

    expect(toItem(unlimited).max24Hours).toBe(-1);
    expect(parseLedgerItem(toItem(unlimited)).max24Hours).toBe(Number.POSITIVE_INFINITY);
  });

  it.each<[readonly Lane[], readonly string[]]>([
    [[], []],
    [['transactional'], ['high']],
    [
      ['bulk', 'transactional'],
      ['low', 'high'],
    ],
  ])('keeps the names that lanes have had in the item from the first: %j as %j', (lanes, names) => {
    const item = toItem({ ...ledger, stoppedLanes: lanes });

    expect(item.stoppedLanes).toEqual(names);
    expect(parseLedgerItem(item).stoppedLanes).toEqual(lanes);
  });

  it('takes an item of an earlier version, which counted nothing as unconfirmed', () => {
    const { unconfirmed, ...earlier } = toItem(ledger);

    expect(unconfirmed).toBe(0);
    expect(parseLedgerItem(earlier).unconfirmed).toBe(0);
  });
});
