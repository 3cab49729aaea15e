export interface MimeHeader {
  readonly name: string;
  /**
   * Unfolds a value as SES reports it: line breaks are removed, the white space after them stays.
   */
  readonly value: string;
}

const carriageReturn = 13;
const lineFeed = 10;

/** End of the headers: the first empty line, or the end of the message. */
const endOfHeaders = (mime: Buffer): number => {
  for (let at = mime.indexOf(lineFeed); at !== -1; at = mime.indexOf(lineFeed, at + 1)) {
    const next = mime[at + 1];
    if (next === lineFeed || (next === carriageReturn && mime[at + 2] === lineFeed)) return at;
  }
  return mime.length;
};

/** Start of the content, after the empty line. */
export const bodyStart = (mime: Buffer): number => {
  const end = endOfHeaders(mime);
  return Math.min(mime.length, end + (mime[end + 1] === lineFeed ? 2 : 3));
};

/** Parses only the headers of a message; a line that is not a header is skipped. */
export const scanHeaders = (mime: Buffer): readonly MimeHeader[] =>
  mime
    .toString('utf8', 0, endOfHeaders(mime))
    .replace(/\r?\n(?=[ \t])/g, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1
        ? []
        : [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }];
    });

/** Value of the first header with this name, regardless of case. */
export const headerValue = (headers: readonly MimeHeader[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;

/**
 * Headers that a message may have at most once.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/header-fields.html and, for the last three, RFC
 * 5322 section 3.6
 */
const onceOnly: ReadonlySet<string> = new Set(
  `
    Accept-Language acceptLanguage Archived-At Auto-Submitted Bounces-to Comments
    Content-Alternative Content-Base Content-Class Content-Description Content-Disposition
    Content-Duration Content-ID Content-Language Content-Length Content-Location Content-MD5
    Content-Transfer-Encoding Content-Type Date Delivered-To Disposition-Notification-Options
    Disposition-Notification-To DKIM-Signature DomainKey-Signature Errors-To From Importance
    In-Reply-To Keywords List-Archive List-Help List-Id List-Owner List-Post List-Subscribe
    List-Unsubscribe List-Unsubscribe-Post Message-Context Message-ID MIME-Version Organization
    Original-From Original-Message-ID Original-Recipient Original-Subject Precedence Priority
    References Reply-To Return-Path Return-Receipt-To Sender Solicitation Sensitivity Subject
    Thread-Index Thread-Topic User-Agent VBR-Info To Cc Bcc
  `
    .trim()
    .toLowerCase()
    .split(/\s+/),
);

/** The first header that occurs twice although it must not, spelt as in its first occurrence. */
export const duplicateHeader = (headers: readonly MimeHeader[]): string | undefined => {
  const seen = new Set<string>();
  for (const { name } of headers) {
    const key = name.toLowerCase();
    if (onceOnly.has(key) && seen.has(key)) return name;
    seen.add(key);
  }
  return undefined;
};
