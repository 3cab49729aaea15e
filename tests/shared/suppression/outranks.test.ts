import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outranks } from '../../../shared/suppression/outranks.ts';
import { type SuppressionEntry, suppressionReasons } from '../../../shared/suppression/suppression-entry.ts';

const entry = (further: Partial<SuppressionEntry>): SuppressionEntry => ({
  address: 'ada@example.com',
  scope: 'tenant#clinic',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event',
  sinceMs: 1_000,
  expiresAtMs: undefined,
  ...further,
});

const anyEntry = fc
  .record({
    reason: fc.constantFrom(...suppressionReasons),
    sinceMs: fc.integer({ min: 0, max: 10 }),
    expiresAtMs: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
  })
  .map(entry);

describe('outranks', () => {
  it('an event never weakens what an operator entered', () => {
    const operator = entry({ reason: 'operator', expiresAtMs: 5_000 });

    for (const reason of suppressionReasons.slice(1)) expect(outranks(entry({ reason }), operator)).toBe(false);
  });

  it('a complaint takes the place of a bounce, and not the other way round', () => {
    expect(outranks(entry({ reason: 'complaint' }), entry({ reason: 'bounce' }))).toBe(true);
    expect(outranks(entry({ reason: 'bounce' }), entry({ reason: 'complaint' }))).toBe(false);
  });

  it('of two with one reason the longer stands', () => {
    expect(outranks(entry({ expiresAtMs: 9_000 }), entry({ expiresAtMs: 8_000 }))).toBe(true);
    expect(outranks(entry({ expiresAtMs: undefined }), entry({ expiresAtMs: 8_000 }))).toBe(true);
    expect(outranks(entry({ expiresAtMs: 8_000 }), entry({ expiresAtMs: undefined }))).toBe(false);
  });

  it('an expired operator entry does not stand in the way of a bounce', () => {
    expect(outranks(entry({ sinceMs: 5_000 }), entry({ reason: 'operator', expiresAtMs: 5_000 }))).toBe(true);
  });

  it('writing an entry that is in force again changes nothing', () => {
    fc.assert(
      fc.property(anyEntry, (one) => {
        fc.pre(one.expiresAtMs === undefined || one.sinceMs < one.expiresAtMs);
        expect(outranks(one, one)).toBe(false);
      }),
    );
  });

  it('of two that are both in force at most one outranks the other', () => {
    fc.assert(
      fc.property(anyEntry, anyEntry, (one, other) => {
        const latest = Math.max(one.sinceMs, other.sinceMs);
        fc.pre([one, other].every(({ expiresAtMs }) => expiresAtMs === undefined || latest < expiresAtMs));
        expect(outranks(one, other) && outranks(other, one)).toBe(false);
      }),
    );
  });
});
