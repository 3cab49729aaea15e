import { describe, expect, it } from '@jest/globals';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import { missingLink } from '../../../shared/unsubscribe/missing-link.ts';

const link = '{{unsubscribeUrl}}';
const addressed = { from: 'news@example.com', to: ['jane@example.org'], stream: 'marketing' };
const raw = (mime: string) => ({ raw: Buffer.from(mime).toString('base64') });

const fieldOf = (fields: object): string | undefined => {
  const validation = validateMessage(JSON.stringify({ ...addressed, ...fields }), {
    ...{ sqsMessageId: 'none', streams: basicStreams, queueLane: 'bulk' as const, nowMs: 0 },
  });
  if (validation.kind !== 'valid') throw new Error(JSON.stringify(validation));
  return missingLink(validation.message)?.field;
};
const written = (bodies: object) => ({ subject: 'News', ...bodies });
const inline = (bodies: object) => ({ template: { content: written(bodies), data: {} } });

describe('missing-link', () => {
  it.each<readonly [string, object, string | undefined]>([
    ['a text without it', written({ text: 'Hello' }), 'text'],
    ['a text with it', written({ text: link }), undefined],
    ['HTML without it', written({ html: '<p>Hello</p>' }), 'html'],
    ['HTML with it, and a text without', written({ html: link, text: 'Hello' }), undefined],
    ['HTML without it, and a text with', written({ html: '<p>Hello</p>', text: link }), 'html'],
    ['other blanks, which nobody replaces', written({ text: '{{ unsubscribeUrl }}' }), 'text'],
    ['a template without it', inline({ html: '<p>Hi</p>' }), 'template.content.html'],
    ['the text of a template without it', inline({ text: 'Hi' }), 'template.content.text'],
    ['a template with it', inline({ html: link }), undefined],
    ['a template with three braces', inline({ html: '{{{unsubscribeUrl}}}' }), undefined],
    ['a template with other blanks', inline({ text: '{{ unsubscribeUrl }}' }), undefined],
    [
      'a template with another name',
      {
        template: {
          content: written({ text: '{{unsubscribeUrls}}' }),
          data: { unsubscribeUrls: 'x' },
        },
      },
      'template.content.text',
    ],
    ['a template by name', { template: { name: 'news', data: {} } }, undefined],
    ['a finished mail', raw('From: news@example.com\r\nSubject: News\r\n\r\nHi\r\n'), undefined],
    [
      'headers of its own',
      { ...written({ text: 'Hello' }), headers: { 'List-Unsubscribe': '<https://a.example>' } },
      undefined,
    ],
    [
      'a contact list of SES',
      { ...written({ text: 'Hello' }), listManagement: { contactList: 'news' } },
      undefined,
    ],
  ])('knows of %s', (_, fields, field) => {
    expect(fieldOf(fields)).toBe(field);
  });

  it('says who asks for the link, and no value of the mail', () => {
    const validation = validateMessage(
      JSON.stringify({ ...addressed, subject: 'News', text: 'A secret' }),
      { ...{ sqsMessageId: 'none', streams: basicStreams, queueLane: 'bulk' as const, nowMs: 0 } },
    );

    expect(validation.kind === 'valid' && missingLink(validation.message)).toEqual({
      field: 'text',
      says: 'shows no link to unsubscribe, which Gmail and Yahoo ask for beside the headers',
      remedy: 'write {{unsubscribeUrl}} where it is to stand',
    });
  });
});
