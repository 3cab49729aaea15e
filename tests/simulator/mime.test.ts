import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  duplicateHeader,
  headerValue,
  scanHeaders,
} from '../../shared/ses-api/mail/mime-headers.ts';
import { type SimpleMessage, writeMime } from '../../simulator/sending/mime-writing.ts';
import { parseMail } from '../../simulator/sending/parsed-mail.ts';

const simple: SimpleMessage = {
  from: 'a@example.com',
  to: ['b@example.com'],
  cc: [],
  replyTo: [],
  subject: 'Hello',
  text: 'text',
  html: undefined,
  headers: [],
  attachments: [],
};

describe('MIME headers', () => {
  it('reads the headers and not the body, folded lines with their white space', () => {
    const mime = Buffer.from(
      'From: a@example.com\r\nContent-Type: multipart/mixed;\r\n boundary="x"\r\n\r\nTo: not@a.header\r\n',
    );

    expect(scanHeaders(mime)).toEqual([
      { name: 'From', value: 'a@example.com' },
      { name: 'Content-Type', value: 'multipart/mixed; boundary="x"' },
    ]);
  });

  it('takes bare line feeds too, and a message without body', () => {
    expect(scanHeaders(Buffer.from('A: 1\nB: 2\n\nC: 3'))).toHaveLength(2);
    expect(scanHeaders(Buffer.from('A: 1'))).toEqual([{ name: 'A', value: '1' }]);
  });

  it('finds the header that may stand there once only', () => {
    const twice = scanHeaders(Buffer.from('Received: a\r\nReceived: b\r\nTo: a\r\nto: b\r\n\r\n'));

    expect(duplicateHeader(twice)).toBe('to');
    expect(duplicateHeader(twice.slice(0, 3))).toBeUndefined();
  });

  // From the beginning, the middle and the end of the list of the developer guide.
  it.each([
    'Accept-Language',
    'Delivered-To',
    'DKIM-Signature',
    'List-Id',
    'Return-Path',
    'VBR-Info',
  ])('refuses a second %s as SES does', (name) => {
    const header = { name, value: 'x' };

    expect(duplicateHeader([header, { ...header, name: name.toUpperCase() }])).toBe(
      name.toUpperCase(),
    );
  });

  it('lets a message have what may occur often', () => {
    const header = { name: 'Received', value: 'x' };

    expect(duplicateHeader([header, header, { name: 'X-A', value: '' }])).toBeUndefined();
  });
});

describe('MIME writing', () => {
  it('writes what a mail reader reads back, in any language', async () => {
    const mail = await parseMail(
      writeMime(
        {
          ...simple,
          from: 'Zoë <a@example.com>',
          subject: 'Grüße aus 東京, '.repeat(8),
          text: 'Üb',
          html: '<p>😀</p>',
          attachments: [
            {
              fileName: 'résumé.pdf',
              contentType: 'application/pdf',
              content: Buffer.from([0, 255, 10]),
              disposition: undefined,
              description: undefined,
              contentId: undefined,
              transferEncoding: undefined,
            },
          ],
        },
        'b0undary',
      ),
    );

    expect(mail.subject).toBe('Grüße aus 東京, '.repeat(8));
    expect(mail.text?.trim()).toBe('Üb');
    expect(mail.html?.trim()).toBe('<p>😀</p>');
    expect(mail.attachments).toMatchObject([
      {
        fileName: 'résumé.pdf',
        contentType: 'application/pdf',
        content: Buffer.from([0, 255, 10]),
      },
    ]);
  });

  it('lets no line break of the subject begin a header', () => {
    const headers = scanHeaders(writeMime({ ...simple, subject: 'a\r\nBcc: x@example.com' }, 'b'));

    expect(headerValue(headers, 'Bcc')).toBeUndefined();
  });

  it('property: every subject comes back as it was', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
        async (text) => {
          const subject = text.replace(/\p{C}|\s/gu, '_').replace(/=\?/g, '__');
          const mail = await parseMail(writeMime({ ...simple, subject }, 'b'));
          expect(mail.subject).toBe(subject);
        },
      ),
    ));
});
