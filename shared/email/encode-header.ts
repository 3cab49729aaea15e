import { encodeWord, quoteString } from 'nodemailer/lib/mime-funcs/index.js';
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
/** A name that quotes can show. */
const quotableName = /^[ -~]*$/;
/** RFC 5321 section 4.1.2, with the characters that RFC 6531 adds. */
const dotAtom = /^[\w!#$%&'*+\-/=?^`{|}~\x80-\uFFFF]+(?:\.[\w!#$%&'*+\-/=?^`{|}~\x80-\uFFFF]+)*$/;
const quotedString = /^"(?:[^"\\]|\\[\s\S])*"$/;
/** An address that cannot be read as more than one; others stand in angle brackets. */
const plainAddress = /^[^\s"(),:;<>@[\\\]]+@[^\s"(),:;<>@[\\\]]+$/;

/**
 * Encodes a mailbox for a header, on one line: the name in quotes or encoded words where needed,
 * the domain in punycode. It is what nodemailer's composer writes, without the composer: a tenth of
 * the code of a function that only checks messages.
 *
 * @example encodeMailbox({ name: 'Zoë', localPart: 'zoe', domain: 'example.org' }) //
 * '=?UTF-8?Q?Zo=C3=AB?= <zoe@example.org>'
 */
export const encodeMailbox = (mailbox: Mailbox): string => {
  const { name, localPart } = mailbox;
  const address = mailboxEnvelope({ ...mailbox, localPart: encodeLocalPart(localPart) });
  if (name === '') return plainAddress.test(address) ? address : `<${address}>`;
  return `${encodeName(name)} <${address}>`;
};

/** In quotes where it is neither in quotes already nor words with dots between. */
const encodeLocalPart = (localPart: string): string =>
  dotAtom.test(localPart) || quotedString.test(localPart) ? localPart : quoteString(localPart);

const encodeName = (name: string): string => {
  if (plainName.test(name)) return name;
  return quotableName.test(name)
    ? quoteString(name)
    : encodeWord(name, encodingOfName(name), encodedWordLength);
};

/** As the composer counts: Q where the letters are more than what has to be encoded. */
const encodingOfName = (name: string): 'Q' | 'B' => {
  const letters = name.match(/[A-Za-z]/g)?.length ?? 0;
  const others = name.replaceAll(/[\t\n\r -~\x7f]/g, '').length;
  return others < letters ? 'Q' : 'B';
};
