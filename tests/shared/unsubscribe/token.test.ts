import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { KeyRing } from '../../../shared/unsubscribe/key-ring.ts';
import { readToken, type Subscription, tokenOf } from '../../../shared/unsubscribe/token.ts';

const secret = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const ring: KeyRing = {
  newest: 2,
  secrets: new Map([
    [1, secret('first')],
    [2, secret('second')],
  ]),
};

const characters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'];

const subscription: fc.Arbitrary<Subscription> = fc.record({
  tenantId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  stream: fc.constantFrom('marketing', 'notifications'),
  address: fc.oneof(
    fc.emailAddress(),
    fc.stringMatching(/^[a-z!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z]{1,60}\.example$/),
  ),
});

describe('unsubscribe token', () => {
  it('gives back, of 2,000, each its own subscription, for its own tenant alone', () =>
    fc.assert(
      fc.property(subscription, subscription, (one, other) => {
        const token = tokenOf(ring, one);

        expect(readToken(ring, one.tenantId, token)).toEqual(one);
        if (other.tenantId !== one.tenantId)
          expect(readToken(ring, other.tenantId, token)).toBeUndefined();
        if (JSON.stringify(other) !== JSON.stringify(one))
          expect(tokenOf(ring, other)).not.toBe(token);
      }),
      { numRuns: 2_000 },
    ));

  it('is none when any of its characters is another one, is missing, or is added', () =>
    fc.assert(
      fc.property(
        subscription,
        fc.nat(),
        fc.constantFrom(...characters, '=', '+', '/', ' ', '%', '.', ''),
        (one, place, character) => {
          const token = tokenOf(ring, one);
          const at = place % token.length;
          const changed = `${token.slice(0, at)}${character}${token.slice(at + 1)}`;

          if (changed !== token) expect(readToken(ring, one.tenantId, changed)).toBeUndefined();
          expect(readToken(ring, one.tenantId, `${token}${character || 'A'}`)).toBeUndefined();
        },
      ),
      { numRuns: 2_000 },
    ));

  it('has one spelling: no other last character stands for the same bytes', () => {
    for (const address of ['a@example.org', 'ab@example.org', 'abc@example.org']) {
      const token = tokenOf(ring, { tenantId: 'acme', stream: 'marketing', address });
      const alike = characters.filter(
        (last) => readToken(ring, 'acme', `${token.slice(0, -1)}${last}`) !== undefined,
      );

      expect(alike).toEqual([token.at(-1)]);
    }
  });

  it('shows neither address nor stream, and fits into a path', () => {
    const one = { tenantId: 'acme', stream: 'marketing', address: 'jane@example.org' };
    const token = tokenOf(ring, one);
    const bytes = Buffer.from(token, 'base64url').toString('latin1');

    expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
    for (const part of ['jane', 'example', 'marketing']) expect(bytes).not.toContain(part);
  });

  it('is the same however often it is made', () => {
    const one = { tenantId: 'acme', stream: 'marketing', address: 'jane@example.org' };

    expect(tokenOf(ring, one)).toBe(tokenOf(ring, one));
  });

  it('outlives a new secret, and no secret that is gone', () => {
    const one = { tenantId: 'acme', stream: 'marketing', address: 'jane@example.org' };
    const early = tokenOf({ ...ring, newest: 1 }, one);
    const later: KeyRing = { newest: 2, secrets: new Map([[2, secret('second')]]) };

    expect(readToken(ring, 'acme', early)).toEqual(one);
    expect(readToken(later, 'acme', early)).toBeUndefined();
    expect(() => tokenOf({ ...later, newest: 3 }, one)).toThrow('no secret 3');
  });

  it.each(['', 'A', 'x'.repeat(3_000), 'Ag'.repeat(30)])(
    'is none that nobody made (%#)',
    (token) => {
      expect(readToken(ring, 'acme', token)).toBeUndefined();
    },
  );
});
