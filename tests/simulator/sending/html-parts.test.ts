import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeHtmlParts } from '../../../simulator/sending/html-parts.ts';
import { parseMail } from '../../../simulator/sending/parsed-mail.ts';

const lines = (...text: readonly string[]): Buffer => Buffer.from(text.join('\r\n'));

const shout = (html: string): string => html.replaceAll('quiet', 'LOUD');

const quotedPrintable = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('=\r\n');

const encodings = {
  '8bit': (text: string) => text,
  base64: (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
  'quoted-printable': quotedPrintable,
} as const;

const alternative = (encoding: keyof typeof encodings, html: string): Buffer =>
  lines(
    'From: ann@example.com',
    'Content-Type: multipart/alternative; boundary="=_b 1"',
    '',
    'preamble quiet',
    '--=_b 1',
    'Content-Type: text/plain',
    '',
    'quiet',
    '--=_b 1',
    'Content-Type: text/html; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encodings[encoding](html),
    '--=_b 1--',
    'quiet',
  );

const oneLine = fc
  .string({ unit: 'grapheme', maxLength: 300 })
  .map((text) => text.replace(/[\p{C}\s]/gu, ' '));

describe('changeHtmlParts', () => {
  it.each(['8bit', 'base64', 'quoted-printable'] as const)(
    'changes HTML in %s, whatever else stands in it, and nothing beside it',
    async (encoding) => {
      await fc.assert(
        fc.asyncProperty(oneLine, oneLine, async (before, after) => {
          const html = `<p>${before}quiet${after}</p>`;
          const changed = changeHtmlParts(alternative(encoding, html), shout);
          const mail = await parseMail(changed);

          expect(mail.html?.trim()).toBe(shout(html));
          expect(mail.text?.trim()).toBe('quiet');
          expect(changed.toString()).toContain('preamble quiet');
          expect(changed.toString().split('\r\n').at(-1)).toBe('quiet');
        }),
        { numRuns: 60 },
      );
    },
  );

  it('keeps lines of quoted-printable within 76 characters', () => {
    const changed = changeHtmlParts(alternative('quoted-printable', 'quiet é '.repeat(60)), shout);

    expect(
      Math.max(
        ...changed
          .toString()
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBe(76);
  });

  it('gives back the same bytes when there is nothing to change', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const mime = Buffer.from(bytes);
        expect(changeHtmlParts(mime, (html) => html)).toBe(mime);
      }),
    );
  });

  it.each([
    ['an attachment', 'Content-Disposition: attachment; filename=a.html'],
    ['an encoding nobody knows', 'Content-Transfer-Encoding: x-own'],
    ['a charset that is no ASCII', 'Content-Type: text/html; charset=utf-16'],
  ])('leaves %s alone', (_what, header) => {
    const type = header.startsWith('Content-Type') ? [] : ['Content-Type: text/html'];
    const mime = lines('From: ann@example.com', ...type, header, '', 'quiet');

    expect(changeHtmlParts(mime, shout)).toBe(mime);
  });
});
