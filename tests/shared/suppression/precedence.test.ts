import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byRank, outlasts } from '../../../shared/suppression/precedence.ts';
import { suppressionReasons } from '../../../shared/suppression/suppression-entry.ts';

const term = (sinceMs: number, expiresAtMs?: number) => ({ sinceMs, expiresAtMs });

const anyTerm = fc.record({
  sinceMs: fc.integer({ min: 0, max: 5 }),
  expiresAtMs: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
});

describe('precedence', () => {
  it('of two with one reason the longer stands', () => {
    expect(outlasts(term(1, 9_000), term(2, 8_000))).toBe(true);
    expect(outlasts(term(1), term(2, 8_000))).toBe(true);
    expect(outlasts(term(2, 8_000), term(1))).toBe(false);
  });

  it('of two that hold as long the later stands', () => {
    expect(outlasts(term(2), term(1))).toBe(true);
    expect(outlasts(term(1, 9_000), term(2, 9_000))).toBe(false);
  });

  it('of two different terms exactly one outlasts the other, and none outlasts itself', () => {
    fc.assert(
      fc.property(anyTerm, anyTerm, (one, other) => {
        const isSame = one.sinceMs === other.sinceMs && one.expiresAtMs === other.expiresAtMs;
        expect([outlasts(one, other), outlasts(other, one)].filter(Boolean)).toHaveLength(
          isSame ? 0 : 1,
        );
      }),
    );
  });

  it('an operator comes first, then complaint and bounce, and soft bounces last', () => {
    const entries = suppressionReasons.map((reason) => ({
      address: 'ada@example.com',
      scope: '*',
      reason,
      detail: '',
      source: '',
      ...term(1),
      expiresAtMs: undefined,
    }));

    expect(entries.toReversed().toSorted(byRank)).toEqual(entries);
    expect(suppressionReasons).toEqual([
      'operator',
      'complaint',
      'bounce',
      'unsubscribe',
      'account-list',
      'validation',
      'soft-bounce',
    ]);
  });
});
