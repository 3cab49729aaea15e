import { describe, expect, it } from '@jest/globals';
import { heldWrongly } from '../../../proofs/storm/held-rightly.ts';

const unknown = 'it is not known whether SES took this mail, and ';
const stream = `${unknown}its stream does not send twice; look for it`;
const again = `${unknown}it was sent twice already, with the answer of SES lost both times; look`;
const silence = `${unknown}no event of SES has come of a later mail either; look`;

describe('held-rightly', () => {
  it.each([
    ['marketing mail after one lost answer', 'marketing', stream, 1, undefined],
    ['any mail after two lost answers', 'transactional', again, 2, undefined],
    [
      'mail that may be sent again, after one',
      'notifications',
      stream,
      1,
      'its stream is sent again',
    ],
    [
      'mail that was called for once',
      'transactional',
      again,
      1,
      'it was held as sent twice after 1 calls',
    ],
    [
      'mail for want of feedback',
      'transactional',
      silence,
      1,
      expect.stringContaining('feedback flows'),
    ],
    ['mail without a reason', 'transactional', '', 1, expect.stringContaining('feedback flows')],
  ] as const)('judges %s', (_, of, reason, attempts, wrong) => {
    expect(heldWrongly(of, { reasons: [reason], attempts })).toEqual(wrong);
  });
});
