import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageIdForm } from '../../../shared/email/message-fields.ts';
import { originOfResend, resendId } from '../../../shared/following/resend-id.ts';

const id = fc.stringMatching(messageIdForm);
const key = fc.record({ tenantId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), messageId: id });
const address = fc.emailAddress();

describe('the id of a mail that goes again', () => {
  it('is a message id, the same each time, and leads back to the first mail', () => {
    fc.assert(
      fc.property(key, address, (first, to) => {
        const again = { ...first, messageId: resendId(first, to) };
        expect(again.messageId).toMatch(messageIdForm);
        expect(resendId({ ...first }, to)).toBe(again.messageId);
        const origin = first.messageId.length <= 98 ? first.messageId : undefined;
        expect(originOfResend(again, [to])).toBe(origin);
      }),
    );
  });

  it('differs by tenant, message and recipient', () => {
    fc.assert(
      fc.property(key, key, address, address, (one, other, to, too) => {
        const isSame =
          one.tenantId === other.tenantId && one.messageId === other.messageId && to === too;
        expect(resendId(one, to) === resendId(other, too)).toBe(isSame);
      }),
    );
  });

  it.each([
    ['tenant', { tenantId: 'other', messageId: 'order-1' }, 'ada@example.org'],
    ['message', { tenantId: 'acme', messageId: 'order-2' }, 'ada@example.org'],
    ['long message', { tenantId: 'acme', messageId: `${'m'.repeat(127)}2` }, 'ada@example.org'],
    ['recipient', { tenantId: 'acme', messageId: 'order-1' }, 'joe@example.org'],
  ])('differs by one %s alone', (_, other, address) => {
    const first = [
      { tenantId: 'acme', messageId: 'order-1' },
      { tenantId: 'acme', messageId: `${'m'.repeat(127)}1` },
    ].map((one) => resendId(one, 'ada@example.org'));

    expect(first).not.toContain(resendId(other, address));
  });

  it.each([
    ['of another recipient', ['joe@example.org']],
    ['of two recipients', ['ada@example.org', 'joe@example.org']],
    ['of no recipient', []],
  ])('is not taken from a message %s', (_, recipients) => {
    const key = { tenantId: 'acme', messageId: 'order-1' };
    const messageId = resendId(key, 'ada@example.org');

    expect(originOfResend({ ...key, messageId }, recipients)).toBeUndefined();
    expect(originOfResend(key, ['ada@example.org'])).toBeUndefined();
  });
});
