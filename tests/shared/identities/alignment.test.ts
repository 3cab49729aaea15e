import { describe, expect, it } from '@jest/globals';
import { alignmentOf } from '../../../shared/identities/alignment.ts';

const strict = { dkimAlignment: 'strict', spfAlignment: 'strict' } as const;

describe('alignmentOf', () => {
  it('compares organisational domains when it is relaxed', () => {
    expect(
      alignmentOf({
        from: 'News.example.co.uk',
        mailFrom: 'bounce.example.co.uk',
        dkim: ['example.co.uk'],
      }),
    ).toEqual({ isSpfAligned: true, isDkimAligned: true });
  });

  it('takes no two customers of one public suffix for the same', () => {
    expect(
      alignmentOf({ from: 'a.co.uk', mailFrom: 'b.co.uk', dkim: ['c.co.uk', 'amazonses.com'] }),
    ).toEqual({ isSpfAligned: false, isDkimAligned: false });
    expect(
      alignmentOf({ from: 'a.github.io', mailFrom: 'b.github.io', dkim: [] }).isSpfAligned,
    ).toBe(false);
  });

  it('compares the domains themselves when it is strict', () => {
    const mail = { from: 'example.com', mailFrom: 'bounce.example.com', dkim: ['example.com.'] };

    expect(alignmentOf(mail, strict)).toEqual({ isSpfAligned: false, isDkimAligned: true });
  });

  it('is not there with the MAIL FROM of SES', () => {
    expect(alignmentOf({ from: 'example.com', mailFrom: undefined, dkim: [] })).toEqual({
      isSpfAligned: false,
      isDkimAligned: false,
    });
  });
});
