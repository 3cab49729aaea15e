import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isOwnObject,
  mayReadOf,
  ownPlace,
  payloadKey,
} from '../../../shared/email/object-prefixes.ts';

describe('isOwnObject', () => {
  it.each([
    ['acme', 'payload', 'payloads/acme/1.json', true],
    ['acme', 'payload', 'payloads/acme/a/b.json', true],
    ['acme', 'payload', 'payloads/acme2/1.json', false],
    ['acme', 'payload', 'payloads/acm/1.json', false],
    ['acme', 'payload', 'payloads/1.json', false],
    ['acme', 'payload', 'attachments/acme/1.pdf', false],
    ['acme', 'attachment', 'attachments/acme/1.pdf', true],
    ['acme', 'attachment', 'payloads/acme/1.json', false],
    ['acme', 'attachment', 'held/acme/marketing/1-m.json', false],
    ['acme', 'attachment', '/attachments/acme/1.pdf', false],
    ['default', 'attachment', 'attachments/1.pdf', true],
    ['default', 'attachment', 'attachments/default/1.pdf', true],
    ['default', 'attachment', 'attachments/acme/1.pdf', false],
    [undefined, 'payload', 'payloads/acme/1.json', true],
    [undefined, 'payload', 'held/acme/marketing/1-m.json', false],
  ] as const)('of tenant %s, for a %s: %s: %s', (tenantId, use, key, isOwn) => {
    expect(isOwnObject(tenantId, use, key)).toBe(isOwn);
  });

  it('is never one object for two tenants, and always what the client library writes', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/),
        fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/),
        fc.string(),
        (one, other, name) => {
          fc.pre(one !== other);
          expect(isOwnObject(one, 'payload', payloadKey(one, name))).toBe(true);
          for (const key of [payloadKey(one, name), `payloads/${name}`])
            expect(isOwnObject(one, 'payload', key) && isOwnObject(other, 'payload', key)).toBe(
              false,
            );
        },
      ),
    ));
});

describe('mayReadOf', () => {
  it('leaves other buckets to IAM', () => {
    const mayRead = mayReadOf((bucket) => bucket === 'own');

    expect(mayRead('acme', 'attachment', { bucket: 'files', key: 'any' })).toBe(true);
    expect(mayRead('acme', 'attachment', { bucket: 'own', key: 'any' })).toBe(false);
    expect(ownPlace('acme', 'attachment')).toBe('attachments/acme/');
  });
});
