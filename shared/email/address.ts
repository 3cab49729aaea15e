import { domainToASCII } from 'node:url';
import { messageLimits } from './message-limits.ts';

/** One mailbox, in its parts. */
export interface Mailbox {
  /**
   * Display name without quotes, white space reduced to single spaces; empty when there is none.
   */
  readonly name: string;
  /** As written, with its quotes if any. */
  readonly localPart: string;
  /** Lower case, in punycode. */
  readonly domain: string;
}

export type MailboxReading =
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox }
  /** `problem` says what is wrong and what to write instead; it contains nothing of the text. */
  | { readonly kind: 'unreadable'; readonly problem: string };

const controlCharacter = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const quotedString = /"(?:[^"\\]|\\.)*"/gu;
const angleForm =
  /^(?<name>(?:[^"<>]|"(?:[^"\\]|\\.)*")*)<(?<address>[^<>]*|"(?:[^"\\]|\\.)*"@[^<>]*)>$/u;
const addressForm = /^(?<local>"(?:[^"\\]|\\.)*"|[^\s"(),:;<>@[\]\\]+)@(?<domain>[^\s@]+)$/u;
const bareLocalPart = /^[^\s"(),:;<>@[\]\\]+$/u;

/** Whether a name without its quoted parts looks like a list of addresses. */
const looksLikeSeveral = (name: string): boolean => /[,;]/u.test(name) && name.includes('@');

const unreadable = (problem: string): MailboxReading => ({ kind: 'unreadable', problem });

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/gu, '$1');

/**
 * Domains that need no conversion, as nearly all. Excludes what is read as an IP address, whose
 * last label begins with a digit.
 */
const plainDomain = /^(?!.*xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/;

const readDomain = (written: string): string | undefined => {
  if (plainDomain.test(written)) return written;
  // domainToASCII reads a URL's host: it would cut at a slash and decode %41, so such characters
  // are refused first.
  if (!/^[\w.\-\u0080-\u{10ffff}]+$/u.test(written)) return undefined;
  const domain = domainToASCII(written.normalize('NFC'));
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(domain)) return undefined;
  return /(?:^|\.)\d+$/.test(domain) ? undefined : domain;
};

const readAddress = (name: string, text: string): MailboxReading => {
  const groups = addressForm.exec(text)?.groups;
  if (groups?.local === undefined || groups.domain === undefined || !text.isWellFormed()) {
    return unreadable(
      /@\s*$|^[^@]*$/u.test(text)
        ? 'has no domain; write name@domain'
        : 'is not one e-mail address; write name@domain or Name <name@domain>, one address per entry',
    );
  }
  const domain = readDomain(groups.domain);
  if (domain === undefined)
    return unreadable(
      'has a domain that cannot exist, or an IP address in its place; write name@domain',
    );
  return { kind: 'mailbox', mailbox: { name, localPart: groups.local, domain } };
};

/**
 * Reads one mailbox in any language: `jane@example.com`, `Jane <jane@example.com>` or `"Doe, Jane"
 * <jane@example.com>`.
 *
 * It reads everything that SES's events may contain; what SES accepts for sending is narrower, see
 * {@link mailboxProblem}. Comments, groups, routes and address literals are not read.
 *
 * @see RFC 5322 section 3.4
 */
export const readMailbox = (text: string): MailboxReading => {
  if (controlCharacter.test(text))
    return unreadable('contains a line break or another control character; remove it');
  if (text.length > messageLimits.address)
    return unreadable('is too long for an address; write name@domain');
  const trimmed = text.trim();
  if (trimmed === '') return unreadable('is empty; write name@domain');
  if (!trimmed.endsWith('>')) return readAddress('', trimmed);

  const groups = angleForm.exec(trimmed)?.groups;
  if (
    groups?.name === undefined ||
    groups.address === undefined ||
    looksLikeSeveral(groups.name.replace(quotedString, ''))
  ) {
    return unreadable(
      'is not one e-mail address; write name@domain or Name <name@domain>, one address per entry',
    );
  }
  return readAddress(
    groups.name.replace(quotedString, unquote).replace(/\s+/gu, ' ').trim(),
    groups.address.trim(),
  );
};

const isDotAtom = (localPart: string): boolean =>
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(localPart);

const isHostLabel = (label: string): boolean =>
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);

/**
 * Why SES would not accept a readable mailbox; undefined when it would.
 *
 * @returns what is wrong and what to do; nothing of the address
 * @see RFC 5321 sections 4.1.2 and 4.5.3.1 (64 octets before the `@`, 254 in all)
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html (no SMTPUTF8)
 */
export const mailboxProblem = ({ name, localPart, domain }: Mailbox): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the whole of ASCII
  if (!/^[\x00-\x7f]*$/.test(localPart))
    return 'has characters outside ASCII before the @, which SES cannot send to; use an ASCII address';
  if (!isDotAtom(localPart) && !localPart.startsWith('"')) {
    return 'has a dot at an end or two in a row before the @; put that part in quotes or correct it';
  }
  if (holdsEncodedWord(localPart))
    return 'has a MIME-encoded word before the @, which is no mailbox; write the address itself';
  if (localPart.length > 64) return 'has more than 64 characters before the @; correct it';
  if (localPart.length + 1 + domain.length > 254)
    return 'is longer than 254 characters; correct it';
  const labels = domain.split('.');
  if (labels.length < 2) return 'has no full domain; write name@domain with a public domain';
  if (!labels.every(isHostLabel)) return 'has a domain that cannot exist; correct it';
  if (name.length > messageLimits.displayName)
    return `has a display name of more than ${messageLimits.displayName} characters; shorten it`;
  if (holdsEncodedWord(name))
    return 'has a display name that is MIME-encoded already; write it as plain text, it is encoded on the way out';
  return undefined;
};

/** An address in a message: one text, or name and address apart. */
export type AddressField =
  | string
  | { readonly name?: string | undefined; readonly address: string };

/** Reads an address of a message, and refuses what SES would refuse. */
export const readAddressField = (field: AddressField): MailboxReading => {
  const reading = readMailbox(typeof field === 'string' ? field : field.address);
  if (reading.kind === 'unreadable') return reading;
  const named =
    typeof field === 'string' ? reading.mailbox : withName(reading.mailbox, field.name ?? '');
  if (named === undefined)
    return unreadable(
      'has a display name where only an address belongs, or a control character in its name; correct it',
    );
  const problem = mailboxProblem(named);
  return problem === undefined ? { kind: 'mailbox', mailbox: named } : unreadable(problem);
};

const withName = (mailbox: Mailbox, name: string): Mailbox | undefined =>
  mailbox.name !== '' || controlCharacter.test(name)
    ? undefined
    : { ...mailbox, name: name.replace(/\s+/gu, ' ').trim() };

/**
 * Whether a text contains what must never reach a header: line breaks and other control characters.
 */
export const holdsControlCharacter = (text: string): boolean => controlCharacter.test(text);

/**
 * Whether a mail program would read part of the text as an encoded word (RFC 2047) and show
 * something else.
 */
export const holdsEncodedWord = (text: string): boolean => /=\?[^?]*\?[bq]\?[^?]*\?=/i.test(text);

/**
 * The mailbox for SES's envelope: local part as written, because its case may matter, and domain in
 * punycode.
 */
export const mailboxEnvelope = ({ localPart, domain }: Mailbox): string => `${localPart}@${domain}`;

/**
 * The canonical form of a mailbox, by which the pipeline identifies it: all lower case, because no
 * mail system in use distinguishes case.
 */
export const mailboxCanonical = ({ localPart, domain }: Mailbox): string => {
  const local = (localPart.startsWith('"') ? unquote(localPart) : localPart)
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC');
  return `${bareLocalPart.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`}@${domain}`;
};

/**
 * Removes white space around an address and inside its angle brackets. White space within an
 * address stays, because it makes it a different or an invalid one.
 */
const unfold = (text: string): string =>
  text
    .trim()
    .replace(
      /^([^<>]*)<([^<>]*)>$/u,
      (_, name: string, address: string) => `${name}<${address.trim()}>`,
    );

/** Reads a mailbox from an event, a list or a file; white space around the address is ignored. */
export const readForeignMailbox = (text: string): MailboxReading =>
  readMailbox(text.length > messageLimits.address ? text : unfold(text));

/**
 * Canonical form of an address, its key in every table: no display name, no needless quotes, NFC,
 * lower case, domain in punycode. Reads addresses like {@link readForeignMailbox}.
 *
 * @returns undefined when the text is not an address
 * @example canonicalAddress('Zoë <Zoe@Exämple.org>\n') // 'zoe@xn--exmple-cua.org'
 */
export const canonicalAddress = (text: string): string | undefined => {
  const reading = readForeignMailbox(text);
  return reading.kind === 'mailbox' ? mailboxCanonical(reading.mailbox) : undefined;
};

/**
 * An address in the form of SES's envelope.
 *
 * @returns undefined when the text is not an address, or one that SES cannot send to
 * @example envelopeAddress('Zoë <Zoe@Exämple.org>') // 'Zoe@xn--exmple-cua.org'
 */
export const envelopeAddress = (text: string): string | undefined => {
  const reading = readMailbox(text);
  if (reading.kind === 'unreadable' || mailboxProblem(reading.mailbox) !== undefined)
    return undefined;
  return mailboxEnvelope(reading.mailbox);
};
