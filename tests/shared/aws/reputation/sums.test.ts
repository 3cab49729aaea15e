import { describe, expect, it } from '@jest/globals';
import { sumItems } from '../../../../shared/aws/reputation/sums.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const place = { pk: 'hour#2026-11-21T12', part: '05', atMs: noon };
const counts = { sent: 3, bounced: 2, complained: 1 };

describe('sums', () => {
  it('writes the streams in the order of their names, so that the same sums are the same item', () => {
    const tally = new Map([
      ['b', counts],
      ['a', { ...counts, sent: 4 }],
    ]);

    expect(sumItems(place, tally)).toEqual([
      {
        pk: 'hour#2026-11-21T12',
        sk: '05#0',
        counts: { a: [4, 2, 1], b: [3, 2, 1] },
        expiresAt: noon / 1_000 + 9 * 86_400,
      },
    ]);
  });

  it('cuts many streams into items of 2,000', () => {
    const many = new Map(Array.from({ length: 2_001 }, (_, index) => [`s${index}`, counts]));

    expect(sumItems(place, many).map(({ sk }) => sk)).toEqual(['05#0', '05#1']);
  });
});
