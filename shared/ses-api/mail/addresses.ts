/** A mailbox from a header or a parameter. */
export interface Mailbox {
  readonly kind: 'mailbox';
  /** Address as written, without display name. */
  readonly address: string;
  readonly localPart: string;
  readonly domain: string;
}

/** Not an address; the text is the one with which SES answers. */
export interface InvalidMailbox {
  readonly kind: 'invalid';
  readonly message: string;
}

const invalid = (message: string): InvalidMailbox => ({ kind: 'invalid', message });

/** Position of the first of these characters outside a quoted string, or -1. */
const indexOutsideQuotes = (text: string, characters: string, from = 0): number => {
  let isQuoted = false;
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && characters.includes(character)) return index;
  }
  return -1;
};

const isControlOrSpace = (character: string): boolean => character <= ' ' || character === '\u007f';

const localPartProblem = (localPart: string): string | undefined => {
  if (localPart === '') return 'Missing local name';
  if (localPart.startsWith('"') && localPart.endsWith('"') && localPart.length > 2)
    return undefined;
  if (localPart.startsWith('.')) return 'Local address starts with dot';
  if (localPart.endsWith('.')) return 'Local address ends with dot';
  if (localPart.includes('..')) return 'Local address contains dot-dot';
  // SES accepts only 7-bit addresses; other characters count as control characters.
  if ([...localPart].some((character) => isControlOrSpace(character) || character > '\u007f')) {
    return 'Local address contains control or whitespace';
  }
  return /[()<>,;:\\"[\]]/.test(localPart) ? 'Local address contains illegal character' : undefined;
};

const domainProblem = (domain: string): string | undefined => {
  if (domain === '') return 'Missing domain';
  if (domain.startsWith('.')) return 'Domain starts with dot';
  if (domain.endsWith('.')) return 'Domain ends with dot.';
  if (domain.includes('..')) return 'Domain contains dot-dot';
  if ([...domain].some(isControlOrSpace)) return 'Domain contains control or whitespace';
  return /^[A-Za-z0-9.-]+$/.test(domain) ? undefined : 'Domain contains illegal character';
};

/**
 * The part between angle brackets, or the whole text without brackets; undefined when the brackets
 * do not match.
 */
const addressPartOf = (text: string): string | undefined => {
  const open = indexOutsideQuotes(text, '<');
  if (open === -1) return text.trim();
  const close = text.indexOf('>', open);
  return close === -1 || text.slice(close + 1).trim() !== ''
    ? undefined
    : text.slice(open + 1, close).trim();
};

/**
 * Parses one address with or without display name.
 *
 * The texts of problems are those of Jakarta Mail's `InternetAddress`, which SES passes on; boto
 * and the SES developer guide quote several of them.
 */
export const parseMailbox = (text: string): Mailbox | InvalidMailbox => {
  if (/[\r\n\0]/.test(text)) return invalid('Illegal address');
  const address = addressPartOf(text);
  if (address === undefined || address === '') return invalid('Illegal address');
  const at = address.startsWith('"')
    ? address.indexOf('@', address.lastIndexOf('"'))
    : address.indexOf('@');
  const localPart = at === -1 ? address : address.slice(0, at);
  const domain = at === -1 ? '' : address.slice(at + 1);
  const problem =
    localPartProblem(localPart) ?? (at === -1 ? "Missing final '@domain'" : domainProblem(domain));
  return problem === undefined ? { kind: 'mailbox', address, localPart, domain } : invalid(problem);
};

/** The addresses of a header like To, as written; groups and empty entries are left out. */
export const splitAddressList = (header: string): readonly string[] => {
  const parts: string[] = [];
  let start = 0;
  for (;;) {
    const comma = indexOutsideQuotes(header, ',;', start);
    parts.push(header.slice(start, comma === -1 ? header.length : comma));
    if (comma === -1) break;
    start = comma + 1;
  }
  return parts.map((part) => part.replace(/^[^"<@]*:/, '').trim()).filter((part) => part !== '');
};

/** The address without display name, or the text itself when it is not an address. */
export const addressOf = (text: string): string => {
  const mailbox = parseMailbox(text);
  return mailbox.kind === 'mailbox' ? mailbox.address : text;
};

/** The domain in lower case, or undefined when the text is not an address. */
export const domainOf = (text: string): string | undefined => {
  const mailbox = parseMailbox(text);
  return mailbox.kind === 'mailbox' ? mailbox.domain.toLowerCase() : undefined;
};
