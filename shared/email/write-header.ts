import { holdsEncodedWord, readAddressField } from './address.ts';
import { encodeHeaderText, encodeMailbox } from './encode-header.ts';
import { type HeaderKind, headerKindOf } from './header-kinds.ts';
import { readMessageIds } from './message-ids.ts';
import { splitMailboxes } from './split-mailboxes.ts';

/** A header of a message as it is sent. */
export type WrittenHeader =
  /** Printable ASCII, on one line. */
  | { readonly kind: 'written'; readonly value: string }
  /** It is empty, and left out. */
  | { readonly kind: 'blank' }
  /** `problem` says what is wrong and what to write instead; it contains nothing of the value. */
  | { readonly kind: 'unfit'; readonly problem: string };

/**
 * Writes the value of a message's own header by its kind: only text becomes encoded words, of a
 * mailbox only the name, and what programs read stays unchanged. Spaces around a value mean nothing
 * in any header and are removed.
 *
 * @param value - without control characters
 * @see RFC 2047 section 5 for where an encoded word may stand
 */
export const writeHeader = (name: string, value: string): WrittenHeader => {
  const kind = headerKindOf(name);
  const lower = name.toLowerCase();
  const trimmed = value.trim();
  const mayBeBlank = kind !== 'reserved' && !lower.startsWith('list-unsubscribe');
  return trimmed === '' && mayBeBlank ? { kind: 'blank' } : writeAs(kind, lower, trimmed);
};

const written = (value: string): WrittenHeader => ({ kind: 'written', value });
const unfit = (problem: string): WrittenHeader => ({ kind: 'unfit', problem });

const isAscii = (value: string): boolean => /^[ -~]*$/.test(value);
const notAscii = unfit('contains characters outside ASCII; encode them as that header demands');

const links = /^<(?:https?|mailto):[^<>\s]+>(?: *, *<(?:https?|mailto):[^<>\s]+>)*$/i;

const writeStructured = (name: string, value: string): WrittenHeader => {
  if (!isAscii(value)) return notAscii;
  if (holdsEncodedWord(value))
    return unfit('contains an encoded word, which no program reads there; write plain ASCII');
  if (name === 'list-unsubscribe' && !links.test(value))
    return unfit(
      'is not a list of addresses in angle brackets; write <https://…> or <https://…>, <mailto:…>',
    );
  if (name === 'list-unsubscribe-post' && value !== 'List-Unsubscribe=One-Click')
    return unfit('must be List-Unsubscribe=One-Click');
  return written(value);
};

const writeMailboxes = (value: string): WrittenHeader => {
  const mailboxes: string[] = [];
  for (const text of splitMailboxes(value)) {
    const reading = readAddressField(text);
    if (reading.kind === 'unreadable') return unfit(`contains a part that ${reading.problem}`);
    mailboxes.push(encodeMailbox(reading.mailbox));
  }
  return written(mailboxes.join(', '));
};

const writeAs = (kind: HeaderKind, name: string, value: string): WrittenHeader => {
  switch (kind) {
    case 'reserved':
      return unfit(
        'is set by the pipeline or by SES; use the message’s own field for it, or remove it',
      );
    case 'text':
      return written(encodeHeaderText(value));
    case 'structured':
      return writeStructured(name, value);
    case 'message-ids': {
      if (!isAscii(value)) return notAscii;
      const ids = readMessageIds(value);
      return ids === undefined
        ? unfit('is not a list of message ids; write <id@domain>, separated by spaces')
        : written(ids);
    }
    case 'mailboxes':
      return writeMailboxes(value);
    default:
      return kind satisfies never;
  }
};
