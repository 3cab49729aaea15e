import { describe, expect, it } from '@jest/globals';
import { csvRecords } from '../cli/commands/suppressions/csv-records.ts';
import { readForeignMailbox } from '../shared/email/address.ts';
import { readRawMime } from '../shared/email/raw-mime.ts';
import { withoutAddresses } from '../shared/privacy/without-addresses.ts';
import { parseTemplate } from '../shared/templates/parse-template.ts';
import { changeHtmlParts } from '../simulator/sending/html-parts.ts';
import { writeMime } from '../simulator/sending/mime-writing.ts';
import { trackHtml } from '../simulator/sending/tracked-html.ts';

const long = 1_000_000;
const blanks = ' '.repeat(long);

const simple = {
  from: 'a@example.com',
  to: ['b@example.org'],
  cc: [],
  replyTo: [],
  subject: 's',
  html: undefined,
  headers: [],
  attachments: [],
};
const html = Buffer.from(
  `From: a@example.com\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nx${blanks}x`,
);
const raw = Buffer.from(`From: a@example.com\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(10_000)}`);
const records = (text: string) => {
  const reader = csvRecords(',');
  return [...reader.push({ number: 1, text, end: '\n' }), ...reader.end()];
};

/** Work that grew with the square of these texts would last for minutes or hours. */
describe('the work for a long text', () => {
  it.each<readonly [string, () => unknown]>([
    ['an error that names nobody', () => withoutAddresses('x'.repeat(long))],
    ['a raw mail of the longest lines', () => readRawMime(raw)],
    ['a record of blanks before a quote', () => records(`${blanks}x" y`)],
    ['a text of the longest lines', () => writeMime({ ...simple, text: raw.toString() }, 'b')],
    ['quoted-printable with many blanks', () => changeHtmlParts(html, (text) => `${text}!`)],
    ['a tag of blanks', () => trackHtml(`<a${blanks}=>`, { openUrl: 'o', clickUrl: () => 'c' })],
    ['a helper of blanks', () => parseTemplate(`{{#${' '.repeat(500_000)}}}`)],
    ['a template of blocks in blocks', () => parseTemplate('{{#a}}'.repeat(80_000))],
    ['a template of branches', () => parseTemplate(`{{#if a}}${'{{else if b}}'.repeat(30_000)}`)],
    [
      'addresses of a thousand characters',
      () => Array.from({ length: 300 }, () => readForeignMailbox(`<${' '.repeat(998)}x`)),
    ],
  ])('grows no faster than the text: %s', (_, work) => {
    expect(work()).toBeDefined();
  });
});
