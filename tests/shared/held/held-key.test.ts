import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basicNames } from '../../../shared/email/streams.ts';
import { heldKey, heldPrefix, parseHeldKey } from '../../../shared/held/held-key.ts';

const heldMail = fc.record({
  tenantId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  messageId: fc.stringMatching(/^[A-Za-z0-9_.@-]{1,128}$/),
  stream: fc.constantFrom(...basicNames, 'order-updates'),
  arrivedAtMs: fc.nat({ max: 4_102_444_800_000 }),
});

const marked = fc.oneof(
  heldMail,
  fc
    .tuple(heldMail, fc.stringMatching(/^[A-Za-z0-9_-]{8}$/))
    .map(([mail, mark]) => ({ ...mail, mark })),
);

describe('heldKey', () => {
  it('gives every held copy a name of its own, from which it can be read back', () =>
    fc.assert(
      fc.property(marked, (mail) => {
        expect(parseHeldKey(heldKey(mail))).toEqual(mail);
      }),
    ));

  it('tells two mails apart that came under one id in one millisecond', () =>
    fc.assert(
      fc.property(heldMail, (mail) => {
        expect(heldKey({ ...mail, mark: 'AAAAAAAA' })).not.toBe(
          heldKey({ ...mail, mark: 'BBBBBBBB' }),
        );
      }),
    ));

  it('sorts by arrival within a stream', () =>
    fc.assert(
      fc.property(
        heldMail,
        fc.nat({ max: 4_102_444_800_000 }),
        fc.string(),
        (mail, other, messageId) => {
          const later = { ...mail, messageId, arrivedAtMs: Math.max(mail.arrivedAtMs, other) + 1 };

          expect(heldKey(mail) < heldKey(later)).toBe(true);
        },
      ),
    ));

  it('begins with what selects it, and with no other tenant’s', () =>
    fc.assert(
      fc.property(heldMail, heldMail, (mail, other) => {
        const { tenantId, stream } = mail;

        for (const prefix of [
          heldPrefix({}),
          heldPrefix({ tenantId }),
          heldPrefix({ tenantId, stream }),
        ]) {
          expect(heldKey(mail).startsWith(prefix)).toBe(true);
        }
        expect(heldKey(other).startsWith(heldPrefix({ tenantId }))).toBe(
          other.tenantId === tenantId,
        );
      }),
    ));

  it.each([
    'held/acme/marketing/readme.txt',
    'held/acme/News/0000000000000001-a.json',
    'payloads/a.json',
    '',
  ])('reads nothing from %j', (key) => {
    expect(parseHeldKey(key)).toBeUndefined();
  });
});
