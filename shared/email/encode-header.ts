import { encodeWord } from 'nodemailer/lib/mime-funcs/index.js';
import MimeNode from 'nodemailer/lib/mime-node/index.js';
import { type Mailbox, mailboxEnvelope } from './address.ts';

/**
 * Length of an encoded word; characters. RFC 2047 section 2 allows 75; 52 leaves room for the
 * header's name on the first line.
 */
const encodedWordLength = 52;

/** The shorter encoding: Q for mostly ASCII letters, which stay readable, B for everything else. */
const encodingOf = (text: string): 'Q' | 'B' =>
  (text.match(/[A-Za-z ]/g)?.length ?? 0) * 2 > text.length ? 'Q' : 'B';

const encoded = (text: string): string => encodeWord(text, encodingOf(text), encodedWordLength);

/**
 * Encodes a text as the value of an unstructured header: unchanged where that is safe, otherwise as
 * encoded words, so that a mail program shows exactly the text. Runs of spaces are encoded, too,
 * because folding could lose them.
 *
 * @see RFC 2047
 */
export const encodeHeaderText = (text: string): string =>
  /^(?:[!-~]+(?: [!-~]+)*)?$/.test(text) && !text.includes('=?') ? text : encoded(text);

/** A name that needs neither quotes nor encoding. */
const plainName = /^[\w ]*$/;
const plainAddress = /^[\w+-]+(?:\.[\w+-]+)*@[\w.-]+$/;

/**
 * Encodes a mailbox for a header, on one line: the name in quotes or encoded words where needed,
 * the domain in punycode.
 *
 * @example encodeMailbox({ name: 'Zoë', localPart: 'zoe', domain: 'example.org' }) //
 * '=?UTF-8?Q?Zo=C3=AB?= <zoe@example.org>'
 */
export const encodeMailbox = (mailbox: Mailbox): string => {
  const { name } = mailbox;
  const address = mailboxEnvelope(mailbox);
  if (plainName.test(name) && plainAddress.test(address))
    return name === '' ? address : `${name} <${address}>`;
  return MimeNode.encodeHeaderValue('To', [{ name, address }]);
};
