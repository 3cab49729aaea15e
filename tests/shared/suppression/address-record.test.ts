import { describe, expect, it } from '@jest/globals';
import {
  type AddressRecord,
  entriesOf,
  strongestOf,
  wouldChange,
} from '../../../shared/suppression/address-record.ts';
import { defaultSoftBounceRule } from '../../../shared/suppression/soft-bounces.ts';
import type {
  SuppressionEntry,
  SuppressionReason,
} from '../../../shared/suppression/suppression-entry.ts';

const dayMs = 86_400_000;
const monday = Date.UTC(2026, 2, 2);

const entry = (
  reason: SuppressionReason,
  further: Partial<SuppressionEntry> = {},
): SuppressionEntry => ({
  address: 'ada@example.com',
  scope: 'tenant#clinic',
  reason,
  detail: 'why',
  source: 'event-1',
  sinceMs: monday,
  expiresAtMs: undefined,
  ...further,
});

const record = (further: Partial<AddressRecord> = {}): AddressRecord => ({
  address: 'ada@example.com',
  scope: 'tenant#clinic',
  written: [],
  softBounces: new Map(),
  softBounceRule: defaultSoftBounceRule,
  deliveredAtMs: undefined,
  notSpamAtMs: undefined,
  removal: undefined,
  ...further,
});

const run = new Map([0, 2, 4, 6, 8].map((day) => [`b${day}`, monday + day * dayMs]));
const reasonsOf = (of: AddressRecord) => entriesOf(of).map(({ reason }) => reason);

describe('address record', () => {
  it('an operator’s entry with an end does not hide what stands beneath it', () => {
    const both = record({
      written: [entry('bounce'), entry('operator', { expiresAtMs: monday + dayMs })],
    });

    expect(strongestOf(both, monday)?.reason).toBe('operator');
    expect(strongestOf(both, monday + dayMs)?.reason).toBe('bounce');
  });

  it('not-spam takes back an earlier complaint, and not a later one or another reason', () => {
    const complained = [entry('complaint'), entry('bounce')];

    expect(reasonsOf(record({ written: complained, notSpamAtMs: monday }))).toEqual(['bounce']);
    expect(reasonsOf(record({ written: complained, notSpamAtMs: monday - 1 }))).toEqual([
      'complaint',
      'bounce',
    ]);
  });

  it('a run of soft bounces suppresses for a while, until a mail arrives', () => {
    expect(entriesOf(record({ softBounces: run }))).toEqual([
      entry('soft-bounce', {
        detail: '5 or more in a row',
        source: 'b8',
        sinceMs: monday + 8 * dayMs,
        expiresAtMs: monday + 22 * dayMs,
      }),
    ]);
    expect(entriesOf(record({ softBounces: run, deliveredAtMs: monday + 9 * dayMs }))).toEqual([]);
  });

  it('soft bounces without a rule suppress nobody', () => {
    expect(entriesOf(record({ softBounces: run, softBounceRule: undefined }))).toEqual([]);
  });

  it('of a written and a derived soft-bounce entry the one that holds longer counts', () => {
    const written = (days: number) =>
      entry('soft-bounce', { source: 'import', expiresAtMs: monday + days * dayMs });

    expect(
      entriesOf(record({ softBounces: run, written: [written(10)] })).map(({ source }) => source),
    ).toEqual(['b8']);
    expect(
      entriesOf(record({ softBounces: run, written: [written(99)] })).map(({ source }) => source),
    ).toEqual(['import']);
  });

  it('entering an address changes something unless its reason holds as long already', () => {
    const standing = record({ written: [entry('operator', { expiresAtMs: monday + dayMs })] });

    expect(
      wouldChange(
        entry('operator', { expiresAtMs: monday + dayMs, sinceMs: monday + 5 }),
        standing,
      ),
    ).toBe(false);
    expect(wouldChange(entry('operator'), standing)).toBe(true);
    expect(wouldChange(entry('bounce'), standing)).toBe(true);
    expect(wouldChange(entry('operator'), undefined)).toBe(true);
    expect(
      wouldChange(
        entry('complaint'),
        record({ written: [entry('complaint')], notSpamAtMs: monday + 1 }),
      ),
    ).toBe(true);
  });
});
