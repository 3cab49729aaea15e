import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accessKeyIdForm } from '../../../shared/access-keys/access-key.ts';
import { makeAccessKey } from '../../../shared/access-keys/make-access-key.ts';
import { randomBelow } from '../../../shared/system/clock.ts';

describe('makeAccessKey', () => {
  it('makes an id and a secret of their forms, whatever chance gives', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const { accessKeyId, secret } = makeAccessKey(
          (limit) => (numbers.next().value ?? 0) % limit,
        );

        expect(accessKeyId).toMatch(accessKeyIdForm);
        expect(secret).toMatch(/^[A-Za-z0-9]{40}$/);
      }),
    );
  });

  it('uses each letter', () => {
    const made = Array.from({ length: 300 }, () => makeAccessKey(randomBelow));

    expect(new Set(made.flatMap(({ accessKeyId }) => [...accessKeyId.slice(4)])).size).toBe(32);
    expect(new Set(made.flatMap(({ secret }) => [...secret])).size).toBe(62);
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(300);
  });
});
