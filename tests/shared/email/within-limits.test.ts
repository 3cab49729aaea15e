import { describe, expect, it } from '@jest/globals';
import { withinLimits } from '../../../shared/email/within-limits.ts';

const list = (count: number) => Array.from({ length: count }, (_, index) => index);
const object = (count: number) => Object.fromEntries(list(count).map((index) => [`n${index}`, '']));

describe('withinLimits', () => {
  it.each([
    ['replyTo', 50, list],
    ['attachments', 100, list],
    ['headers', 100, object],
    ['tags', 40, object],
  ])('takes %s up to %d, and looks at no more', (name, most, make) => {
    expect(withinLimits({ [name]: make(most) })).toEqual({
      message: { [name]: make(most) },
      reasons: [],
    });
    expect(withinLimits({ [name]: make(most + 1) })).toEqual({
      message: { [name]: make(most) },
      reasons: [`${name}: are more than ${most}; use fewer`],
    });
  });

  it.each(['to', 'cc', 'bcc'])('leaves of %s as many as show that they are too many', (name) => {
    expect(withinLimits({ [name]: list(51) }).message).toEqual({ [name]: list(51) });
    expect(withinLimits({ [name]: list(9_000) })).toEqual({
      message: { [name]: list(51) },
      reasons: [],
    });
  });

  it('leaves alone what is no list or object, and what it does not know', () => {
    const message = { headers: 'x', tags: null, replyTo: 7, other: list(1_000) };

    expect(withinLimits(message)).toEqual({ message, reasons: [] });
  });
});
