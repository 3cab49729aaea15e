import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endOfMail, endOfRecipient, ends, isOver } from '../../../shared/following/end-of-mail.ts';
import { messageStates, type RecipientState } from '../../../shared/messages/recipient-state.ts';

const states: readonly RecipientState[] = [...messageStates, 'delayed'];

describe('end-of-mail', () => {
  it.each<[readonly RecipientState[], string, boolean]>([
    [['delivered'], 'arrived', true],
    [['complained', 'delivered'], 'arrived', true],
    [['sent'], 'under-way', false],
    [['delivered', 'delayed'], 'under-way', false],
    [['delivered', 'held'], 'held', true],
    [['held', 'sent'], 'held', false],
    [['delivered', 'bounced'], 'undelivered', true],
    [['bounced', 'sent'], 'undelivered', false],
    [[], 'under-way', false],
  ])('says of %j: %s, over: %s', (of, end, over) => {
    expect(endOfMail(of)).toBe(end);
    expect(isOver(of)).toBe(over);
  });

  it('is the worst of its recipients, in whatever order they are', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { minLength: 1 }), (of) => {
        const worst = Math.max(...of.map((state) => ends.indexOf(endOfRecipient(state))));
        expect(ends.indexOf(endOfMail(of))).toBe(worst);
        expect(endOfMail([...of].reverse())).toBe(endOfMail(of));
      }),
    ));
});
