import { describe, expect, it } from '@jest/globals';
import {
  type ListedAddress,
  planForListed,
  planForUnlisted,
} from '../../../shared/suppression/account-list-plan.ts';
import type { AddressRecord } from '../../../shared/suppression/address-record.ts';
import type {
  SuppressionEntry,
  SuppressionReason,
} from '../../../shared/suppression/suppression-entry.ts';

const noon = Date.UTC(2026, 2, 1, 12);
const address = 'ada@example.com';

const entry = (
  reason: SuppressionReason,
  further: Partial<SuppressionEntry> = {},
): SuppressionEntry => ({
  address,
  scope: '*',
  reason,
  detail: 'why',
  source: 'event-1',
  sinceMs: noon - 1000,
  expiresAtMs: undefined,
  ...further,
});

const record = (written: readonly SuppressionEntry[], removedAtMs?: number): AddressRecord => ({
  address,
  scope: '*',
  written,
  softBounces: new Map(),
  softBounceRule: undefined,
  deliveredAtMs: undefined,
  notSpamAtMs: undefined,
  removal: removedAtMs === undefined ? undefined : { atMs: removedAtMs, by: 'ann', why: 'moved' },
});

const listed: ListedAddress = {
  address: 'Ada@example.com',
  reason: 'COMPLAINT',
  updatedAtMs: noon,
};
const kindFor = (known: AddressRecord | undefined) =>
  planForListed(address, listed, known, 'ann')?.kind;
const kindsFor = (known: AddressRecord) =>
  planForUnlisted(known, noon).map((change) => change.kind);

describe('account list plan', () => {
  it('what SES lists is copied for all tenants, since when and why SES says', () => {
    expect(planForListed(address, listed, undefined, 'ann')).toEqual({
      kind: 'copy',
      entry: {
        address,
        scope: '*',
        reason: 'account-list',
        detail: 'COMPLAINT',
        source: 'account-list',
        by: 'ann',
        sinceMs: noon,
        expiresAtMs: undefined,
      },
    });
    expect(kindFor(record([entry('bounce')]))).toBe('copy');
  });

  it('what is copied already stays', () => {
    expect(kindFor(record([entry('account-list')]))).toBeUndefined();
  });

  it('what an operator removed after SES had listed it is taken off, in the form that SES has', () => {
    expect(planForListed(address, listed, record([], noon + 1), 'ann')).toEqual({
      kind: 'delete',
      address: 'Ada@example.com',
    });
  });

  it('what SES listed after it was removed, or what has come up again since, is copied', () => {
    expect(kindFor(record([], noon - 1))).toBe('copy');
    expect(kindFor(record([entry('bounce')], noon + 1))).toBe('copy');
  });

  it.each([
    ['operator', 'BOUNCE'],
    ['bounce', 'BOUNCE'],
    ['complaint', 'COMPLAINT'],
  ] as const)(
    'an entry of reason %s that SES does not have is put on its list as %s',
    (reason, expected) => {
      expect(planForUnlisted(record([entry(reason)]), noon)).toEqual([
        { kind: 'put', address, reason: expected },
      ]);
    },
  );

  it('a complaint goes before a bounce', () => {
    expect(planForUnlisted(record([entry('bounce'), entry('complaint')]), noon)).toMatchObject([
      { reason: 'COMPLAINT' },
    ]);
  });

  it('what has an end, and what is the wish of the recipient, stays with us', () => {
    expect(
      kindsFor(
        record([
          entry('operator', { expiresAtMs: noon + 1 }),
          entry('unsubscribe'),
          entry('soft-bounce'),
        ]),
      ),
    ).toEqual([]);
    expect(kindsFor(record([], noon))).toEqual([]);
  });

  it('a copy of what SES no longer lists goes, unless it is younger than the list', () => {
    expect(kindsFor(record([entry('account-list')]))).toEqual(['drop']);
    expect(kindsFor(record([entry('account-list', { sinceMs: noon })]))).toEqual([]);
    expect(kindsFor(record([entry('account-list'), entry('bounce')]))).toEqual(['drop', 'put']);
  });
});
