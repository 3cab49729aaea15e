import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { KeyRing } from '../../../shared/unsubscribe/key-ring.ts';
import { readMailSubject, subjectOf } from '../../../shared/unsubscribe/mail-subject.ts';
import { mailLinksTo } from '../../../shared/unsubscribe/unsubscribe-link.ts';

const ring: KeyRing = {
  newest: 1,
  secrets: new Map([[1, createHash('sha256').update('test').digest()]]),
};

describe('subject of a mail that leaves', () => {
  it('is read again, also with the line breaks and blanks of mail programs', () => {
    const named = { tenantId: 'acme', token: 'AQb-_9' };
    const subject = subjectOf(named.tenantId, named.token);

    for (const text of [subject, ` ${subject} `, 'acme.AQ\r\n b-_9', 'acme.\tAQb-_9\r\n'])
      expect(readMailSubject(text)).toEqual(named);
  });

  it.each([
    '',
    'unsubscribe',
    'acme',
    'acme.',
    '.AQb',
    'acme.AQ.b',
    'Re: acme.AQb',
    'acme.AQb=',
    'ac me#.AQb',
    `${'a'.repeat(65)}.AQb`,
    `acme.${'A'.repeat(4_096)}`,
  ])('is none in another form: %#', (subject) => {
    expect(readMailSubject(subject)).toBeUndefined();
  });

  it('is short enough for a line of a header, for the longest tenant and address', async () => {
    const address = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`;
    const link = await mailLinksTo(
      'leave@in.example.com',
      async () => ring,
    )({
      ...{ tenantId: 't'.repeat(64), stream: 'notifications', address },
    });
    const { pathname, searchParams } = new URL(link);

    expect(address.length).toBeGreaterThan(250);
    expect(pathname).toBe('leave@in.example.com');
    expect(readMailSubject(searchParams.get('subject') ?? '')?.tenantId).toBe('t'.repeat(64));
    expect(`Subject: ${searchParams.get('subject')}`.length).toBeLessThan(500);
  });
});
