import { encodeWord } from 'nodemailer/lib/mime-funcs/index.js';
import MimeNode from 'nodemailer/lib/mime-node/index.js';
import { type Mailbox, mailboxEnvelope } from './address.ts';

/**
 * Encoded words take 75 characters at most (RFC 2047 section 2); 52 leaves room for the header's
 * name on the first line.
 */
const encodedWordLength = 52;

/** The shorter of the two encodings: Q keeps ASCII letters readable, B is for everything else. */
const encodingOf = (text: string): 'Q' | 'B' =>
  (text.match(/[A-Za-z ]/g)?.length ?? 0) * 2 > text.length ? 'Q' : 'B';

const encoded = (text: string): string => encodeWord(text, encodingOf(text), encodedWordLength);

/**
 * A text as the value of an unstructured header: as it is where that is safe, else in encoded
 * words, so that a mail program shows exactly the text. Runs of blanks are encoded as well, because
 * folding could lose them.
 *
 * @see RFC 2047
 */
export const encodeHeaderText = (text: string): string =>
  /^(?:[!-~]+(?: [!-~]+)*)?$/.test(text) && !text.includes('=?') ? text : encoded(text);

/** Needs neither quotes nor encoding: it goes into a header as it is. */
const plainName = /^[\w ]*$/;
const plainAddress = /^[\w+-]+(?:\.[\w+-]+)*@[\w.-]+$/;

/**
 * A mailbox as a header shows it, on one line: the name in quotes or encoded words where it needs
 * them, the domain in punycode.
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
