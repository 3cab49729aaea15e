import { domainToASCII } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildMime } from '../../../shared/email/build-mime.ts';
import { contractMessage } from './contract-messages.ts';
import { validOf } from './message-builder.ts';
import { hasPython, type ReadMail, readByPostalMime, readByPython } from './read-back.ts';

type Written = typeof contractMessage extends fc.Arbitrary<infer Value> ? Value : never;

/** @throws when the contract or the builder refuses it: each of them is to be sent */
const mimeOf = async ({ message }: Written): Promise<Uint8Array> => {
  const built = await buildMime(validOf(message), {
    attachments: message.attachments.map(({ content }) => Buffer.from(content, 'base64')),
    dateMs: 0,
    messageIdHeader: 'order-1@example.com',
    boundary: 'b0undary',
  });
  if (built.kind !== 'built') throw new Error(JSON.stringify(built));
  return built.mime;
};

const inAscii = ({ name, address }: { readonly name: string; readonly address: string }) => {
  const at = address.lastIndexOf('@');
  return { name, address: `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}` };
};

/** Line ends do not matter in a text, and a mail ends with one. */
const asLines = (text: string): string => text.replace(/\r\n|\r/g, '\n').replace(/\n+$/, '');

/** A calendar is text, whose line ends readers change. */
const bytesOf = (type: string, base64: string): string =>
  type === 'text/calendar' ? asLines(Buffer.from(base64, 'base64').toString()) : base64;

const isInvitation = (contentType: string): boolean => contentType.includes('method=');

/** What has to be read of a message: nothing but what was written. */
const expectedOf = ({ message, mailboxes }: Written): ReadMail => ({
  from: [inAscii(message.from)],
  to: message.to.map(inAscii),
  cc: message.cc.map(inAscii),
  replyTo: message.replyTo.map(inAscii),
  subject: message.subject,
  text: asLines(message.text),
  html: asLines(message.html),
  headers: Object.fromEntries(
    Object.entries(message.headers)
      .filter(([name, value]) => !(name in mailboxes) && value.trim() !== '')
      .map(([name, value]) => [name.toLowerCase(), value.trim()]),
  ),
  mailboxes: Object.fromEntries(
    Object.entries(mailboxes).map(([name, some]) => [name.toLowerCase(), some.map(inAscii)]),
  ),
  files: message.attachments
    .map((file) => {
      const type = file.contentType.split(';')[0] ?? '';
      return {
        name: isInvitation(file.contentType) ? '' : file.filename,
        type,
        method: /method=(\w+)/.exec(file.contentType)?.[1] ?? '',
        contentId: 'contentId' in file ? file.contentId : '',
        base64: bytesOf(type, file.content),
      };
    })
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
});

/** What was read, with the headers that were written and no others. */
const comparable = (read: ReadMail, { headers }: ReadMail): ReadMail => ({
  ...read,
  text: asLines(read.text),
  html: asLines(read.html),
  headers: Object.fromEntries(
    Object.keys(headers).map((name) => [name, read.headers[name] ?? 'is missing']),
  ),
  files: read.files
    .map((file) => ({ ...file, base64: bytesOf(file.type, file.base64) }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
});

describe('every message that the contract allows', () => {
  it('is read by postal-mime as it was written', () =>
    fc.assert(
      fc.asyncProperty(contractMessage, async (written) => {
        const mime = await mimeOf(written);
        const expected = expectedOf(written);

        expect(comparable(await readByPostalMime(mime), expected)).toEqual(expected);
      }),
      { numRuns: 200 },
    ));

  it('is ASCII in lines that every server takes, and its structured headers hold no encoded word', () =>
    fc.assert(
      fc.asyncProperty(contractMessage, async (written) => {
        const mime = await mimeOf(written);
        const text = Buffer.from(mime).toString('latin1');
        const header = text.slice(0, text.indexOf('\r\n\r\n')).replaceAll('\r\n ', ' ');

        expect(text).toMatch(/^[\t\r\n -~]*$/);
        expect(text).not.toMatch(/[^\r]\n|\r[^\n]/);
        expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
        for (const line of header
          .split('\r\n')
          .filter((one) =>
            /^(?:List-|References|In-Reply|Precedence|Auto-|X-Priority|User-Agent|Thread-Index|Supersedes)/.test(
              one,
            ),
          ))
          expect(line).not.toMatch(/=\?utf-8\?/i);
      }),
      { numRuns: 100 },
    ));

  const python = hasPython();

  (python ? it : it.skip)(
    python
      ? 'is read by Python as it was written'
      : 'is read by Python as it was written (python3 is not installed here, so nothing was tried)',
    async () => {
      const written = fc.sample(contractMessage, { numRuns: 80 });
      const built: { readonly one: Written; readonly mime: Uint8Array }[] = [];
      for (const one of written) built.push({ one, mime: await mimeOf(one) });

      const read = readByPython(built.map(({ mime }) => mime));

      expect(read.length).toBe(80);
      built.forEach(({ one }, index) => {
        const expected = expectedOf(one);
        const mail = read[index];
        expect(mail && comparable(mail, expected)).toEqual(expected);
      });
    },
    60_000,
  );
});
