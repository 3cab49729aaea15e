import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { rebuiltAlike } from '../../../shared/email/rebuilt-alike.ts';

interface Written {
  readonly subject: string;
  readonly text: string;
  readonly file: string;
}

/** Built by a library that makes Date, Message-ID and boundaries anew each time. */
const build = ({ subject, text, file }: Written): Promise<Buffer> =>
  new MailComposer({
    from: 'shop@example.com',
    to: 'jane@example.org',
    subject,
    text,
    html: `<p>${text}</p>`,
    attachments: [{ filename: 'a.bin', content: Buffer.from(file) }],
  })
    .compile()
    .build()
    .then((mime) => Buffer.from(mime.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));

const words = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '-', 'é', '\n', '--'),
  maxLength: 30,
});
const written = fc.record({
  subject: fc.constantFrom('One', 'Two', 'Größe'),
  text: words,
  file: words,
});

describe('rebuiltAlike', () => {
  it('is the same for two builds of one mail', () =>
    fc.assert(
      fc.asyncProperty(written, async (mail) => {
        const [one, other] = await Promise.all([build(mail), build(mail)]);

        expect(one.equals(other)).toBe(false);
        expect(rebuiltAlike(one)).toBe(rebuiltAlike(other));
      }),
      { numRuns: 50 },
    ));

  it('differs where anything that a reader gets differs', () =>
    fc.assert(
      fc.asyncProperty(written, written, async (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const [first, second] = await Promise.all([build(one), build(other)]);

        expect(rebuiltAlike(first)).not.toBe(rebuiltAlike(second));
      }),
      { numRuns: 50 },
    ));

  it('takes out Date and Message-ID with their folded lines, and only in the header', () => {
    const body = '\r\nDate: of the fair\r\nMessage-ID: shown\r\n';
    const mime = `Date: Mon,\r\n 1 Jan\r\nFrom: a@example.com\r\nmessage-id:\r\n\t<x@y>\r\n${body}`;

    expect(rebuiltAlike(Buffer.from(mime))).toBe(`From: a@example.com\r\n${body}`);
  });

  it('keeps the order of parts, whatever their boundaries are called', () => {
    const nested = (outer: string, inner: string) =>
      Buffer.from(
        `Content-Type: multipart/mixed; boundary=${outer}\r\n\r\n--${outer}\r\nContent-Type: multipart/alternative; boundary="${inner}"\r\n\r\n--${inner}\r\n\r\none\r\n--${inner}--\r\n--${outer}--\r\n`,
      );

    expect(rebuiltAlike(nested('a', 'b'))).toBe(rebuiltAlike(nested('longer', 'other one')));
    expect(rebuiltAlike(nested('a', 'b'))).toContain('--1--\r\n--0--');
  });

  it('leaves a mail with more boundaries than any mail has as it is', () => {
    const mime = Array.from({ length: 60 }, (_, at) => `X-A: boundary=b${at}\r\n`).join('');

    expect(rebuiltAlike(Buffer.from(mime))).toBe(mime);
  });
});
