import { describe, expect, it } from '@jest/globals';
import { isInForce, scopesFor } from '../../../shared/suppression/scopes.ts';

describe('scopes', () => {
  it('a mail is stopped by entries for all tenants, its tenant, and its tenant and stream', () => {
    expect(scopesFor('clinic', 'marketing')).toEqual([
      '*',
      'tenant#clinic',
      'tenant#clinic#stream#marketing',
    ]);
  });

  it('an entry without an end is in force for ever', () => {
    expect(isInForce({ expiresAtMs: undefined }, Number.MAX_SAFE_INTEGER)).toBe(true);
  });

  it('an entry is in force until, and not at, the time it expires', () => {
    expect(isInForce({ expiresAtMs: 1_000 }, 999)).toBe(true);
    expect(isInForce({ expiresAtMs: 1_000 }, 1_000)).toBe(false);
  });
});
