import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageIdForm } from '../../../shared/email/message-fields.ts';
import { foreignMessageId, keptIdForm } from '../../../shared/feedback/foreign-mail.ts';
import { sesMessageId } from '../../fixtures/events/build.ts';

const eventId = 'a1b2c3d4e5f6a1b2c3d4e5f6';

describe('foreign-mail', () => {
  it.each([
    [sesMessageId, `ses:${sesMessageId}`],
    [undefined, `event:${eventId}`],
    ['a#b', 'ses:sha256:41a42db5ff9ab7ab4cd5abf3bf3d97a2'],
  ])('is kept, with the id %s at SES, as %s', (id, kept) => {
    const found = foreignMessageId({ sesMessageId: id, eventId });

    expect(found.replace(/[0-9a-f]{32}$/, '')).toBe(kept.replace(/[0-9a-f]{32}$/, ''));
    expect(keptIdForm.test(found)).toBe(true);
  });

  it('never has an id that a message can have, and different mails never share one', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const [first, second] = [one, other].map((id) =>
          foreignMessageId({ sesMessageId: id, eventId }),
        );

        expect(first).toMatch(keptIdForm);
        expect(first).not.toMatch(messageIdForm);
        expect(first === second).toBe(one === other);
      }),
    );
  });
});
