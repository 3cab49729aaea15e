import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import MimeNode from 'nodemailer/lib/mime-node/index.js';
import { decodeWords } from 'postal-mime';
import { mailboxEnvelope, readAddressField } from '../../../shared/email/address.ts';
import { encodeHeaderText, encodeMailbox } from '../../../shared/email/encode-header.ts';

describe('encodeHeaderText', () => {
  it.each(['', 'Hi', 'Your order 4711 (2)', '{"a": "b"}', '<https://example.com/?a=b>'])(
    'leaves %j as it is',
    (text) => {
      expect(encodeHeaderText(text)).toBe(text);
    },
  );

  it.each(['Grüße', ' a', 'a ', 'a  b', '=?utf-8?Q?a?=', '=?', 'a\tb'])('encodes %j', (text) => {
    expect(encodeHeaderText(text)).toMatch(/^=\?UTF-8\?[QB]\?/);
  });

  it('gives encoded words of at most 75 printable ASCII characters that decode to the text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const encoded = encodeHeaderText(text);

        expect(encoded).toMatch(/^[ -~]*$/);
        if (encoded !== text)
          for (const word of encoded.split(' ')) expect(word.length).toBeLessThanOrEqual(75);
        expect(decodeWords(encoded)).toBe(text);
      }),
    ));
});

describe('encodeMailbox', () => {
  it.each([
    ['', 'jane@example.org'],
    ['Jane Doe', 'Jane Doe <jane@example.org>'],
    ['Doe, Jane', '"Doe, Jane" <jane@example.org>'],
    ['Jane "JJ" \\ Doe', '"Jane \\"JJ\\" \\\\ Doe" <jane@example.org>'],
    ['Zoë', '=?UTF-8?Q?Zo=C3=AB?= <jane@example.org>'],
  ])('shows the name %j where a header needs it so', (name, header) => {
    expect(encodeMailbox({ name, localPart: 'jane', domain: 'example.org' })).toBe(header);
  });

  it('shows a plain mailbox as the MIME composer does', () => {
    const text = (characters: string) =>
      fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
    return fc.assert(
      fc.property(
        text('aZ9_ .-"'),
        text('aZ9_.+-'),
        fc.constantFrom('example.org', 'xn--exmple-cua.org', 'a_b.example'),
        (name, local, domain) => {
          const composed = MimeNode.encodeHeaderValue('To', [
            { name, address: `${local}@${domain}` },
          ]);

          expect(encodeMailbox({ name, localPart: local, domain })).toBe(composed);
        },
      ),
    );
  });

  it('shows every mailbox that a message may name as the MIME composer does', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 60 }),
          fc.string({ unit: fc.constantFrom(...'aZ é日,"\\\t<>@()'), maxLength: 60 }),
        ),
        fc.constantFrom('jane', 'zoë', '"jane doe"', '"a,b"', '"a\\"b"', "o'neil", 'a!b', 'J.D'),
        fc.constantFrom('example.org', 'münchen.example', '[192.0.2.1]', 'Example.ORG'),
        (name, local, domain) => {
          const read = readAddressField({ name, address: `${local}@${domain}` });
          fc.pre(read.kind === 'mailbox');
          const { mailbox } = read;
          const address = mailboxEnvelope(mailbox);

          expect(encodeMailbox(mailbox)).toBe(
            MimeNode.encodeHeaderValue('To', [{ name: mailbox.name, address }]),
          );
        },
      ),
      { numRuns: 1000 },
    ));

  it('keeps the quotes of a local part', () => {
    expect(encodeMailbox({ name: '', localPart: '"jane doe"', domain: 'example.org' })).toBe(
      '<"jane doe"@example.org>',
    );
  });
});
