import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataKey, SecretContext } from '../../../shared/secrets/ports.ts';
import { open, readSealed, seal } from '../../../shared/secrets/sealed-secret.ts';

const keyOf = (): DataKey => ({ plain: randomBytes(32), wrapped: randomBytes(60) });
const acme: SecretContext = { tenant: 'acme', purpose: 'ses-access-key' };

const openText = (sealed: string, key: DataKey, context: SecretContext): string | undefined => {
  const parts = readSealed(sealed);
  return parts && open(parts, key.plain, context);
};

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.v+/= é'];

describe('a sealed secret', () => {
  it('opens to what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.string(),
        (secret, tenant) => {
          const key = keyOf();
          const context = { tenant, purpose: 'x' };

          expect(openText(seal(secret, key, context), key, context)).toBe(secret);
        },
      ),
    );
  });

  it('does not open when one character of it is another', () => {
    const key = keyOf();
    const sealed = seal('a secret of forty characters, or about so', key, acme);
    const place = fc.nat({ max: sealed.length - 1 });

    fc.assert(
      fc.property(place, fc.constantFrom(...alphabet), (at, character) => {
        fc.pre(sealed[at] !== character);
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);

        expect(openText(changed, key, acme)).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not open when the last characters of a part are others, of which base64 does not use every bit', () => {
    // 60, 12 and 17 bytes: only the last part has bits to spare.
    const key = keyOf();
    const sealed = seal('x', key, acme);
    const others = alphabet.filter((one) => one !== sealed.at(-1));

    for (const other of others)
      expect(openText(`${sealed.slice(0, -1)}${other}`, key, acme)).toBeUndefined();
  });

  it('does not open when characters are left out or put in', () => {
    const key = keyOf();
    const sealed = seal('a secret', key, acme);

    for (let at = 0; at < sealed.length; at += 1) {
      expect(openText(sealed.slice(0, at), key, acme)).toBeUndefined();
      expect(openText(sealed.slice(0, at) + sealed.slice(at + 1), key, acme)).toBeUndefined();
      expect(openText(`${sealed.slice(0, at)}A${sealed.slice(at)}`, key, acme)).toBeUndefined();
    }
    expect(openText(`${sealed}.A`, key, acme)).toBeUndefined();
    expect(openText(sealed.replace('v1', 'v2'), key, acme)).toBeUndefined();
  });

  it('opens for no other tenant, and for no other purpose, even under the same data key', () => {
    const text = fc.string();

    fc.assert(
      fc.property(text, text, text, (tenant, purpose, other) => {
        const key = keyOf();
        const sealed = seal('a secret', key, { tenant, purpose });

        fc.pre(other !== tenant && other !== purpose);
        expect(openText(sealed, key, { tenant: other, purpose })).toBeUndefined();
        expect(openText(sealed, key, { tenant, purpose: other })).toBeUndefined();
      }),
    );
  });

  it('takes what two texts have together for neither of them', () => {
    const key = keyOf();
    const sealed = seal('a secret', key, { tenant: 'ab', purpose: 'c' });

    expect(openText(sealed, key, { tenant: 'a', purpose: 'bc' })).toBeUndefined();
  });

  it('does not open with the wrapped data key of another secret', () => {
    const key = keyOf();
    const [version, , ...rest] = seal('a secret', key, acme).split('.');
    const [, wrapped] = seal('another', { ...key, wrapped: randomBytes(60) }, acme).split('.');

    expect(openText([version, wrapped, ...rest].join('.'), key, acme)).toBeUndefined();
  });

  it('is another each time, and shows nothing of the secret', () => {
    const key = keyOf();
    const seals = Array.from({ length: 50 }, () => seal('wJalrXUtnFEMI', key, acme));

    expect(new Set(seals).size).toBe(50);
    expect(seals.join('')).not.toMatch(/wJalrXUtnFEMI|d0phbHJYVXRuRkVNS/);
  });
});
