import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accessKeySchema,
  contextOfAccessKey,
  keyState,
} from '../../../shared/access-keys/access-key.ts';

describe('keyState', () => {
  it.each([
    [{}, 'valid'],
    [{ expiresAt: 1_001 }, 'valid'],
    [{ expiresAt: 1_000 }, 'expired'],
    [{ revokedAt: 2_000 }, 'revoked'],
    [{ revokedAt: 500, expiresAt: 400 }, 'revoked'],
  ])('of %j at 1,000 is %s', (key, state) => {
    expect(keyState(key, 1_000)).toBe(state);
  });
});

describe('contextOfAccessKey', () => {
  it('differs for any two keys and tenants', () => {
    const key = fc.record({ accessKeyId: fc.string(), tenantId: fc.string() });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const isSame = one.accessKeyId === other.accessKeyId && one.tenantId === other.tenantId;
        expect(
          JSON.stringify(contextOfAccessKey(one)) === JSON.stringify(contextOfAccessKey(other)),
        ).toBe(isSame);
      }),
    );
  });
});

describe('accessKeySchema', () => {
  const key = { accessKeyId: 'AKSPABCDEFGHIJKLMNOP', tenantId: 'acme', createdAt: 1 };

  it.each([
    [{}, true],
    [{ stream: 'marketing', mailLifetimeSeconds: 60, label: 'shop', expiresAt: 5 }, true],
    [{ accessKeyId: 'AKIAABCDEFGHIJKLMNOP' }, false],
    [{ accessKeyId: 'AKSPABCDEFGHIJKLMNO1' }, false],
    [{ tenantId: 'unassigned' }, false],
    [{ stream: 'receipts' }, true],
    [{ stream: 'Receipts' }, false],
    [{ mailLifetimeSeconds: 59 }, false],
    [{ mailLifetimeSeconds: 5_184_001 }, false],
    [{ label: '' }, false],
    [{ expiresAt: 0.5 }, false],
  ])('with %j: %s', (change, isKey) => {
    expect(accessKeySchema.safeParse({ ...key, ...change }).success).toBe(isKey);
  });
});
