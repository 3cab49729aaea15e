import { readMailbox } from './address.ts';
import { fieldName, splitFields, takeApart } from './header-lines.ts';
import { messageLimits } from './message-limits.ts';
import { headerEndOf, walkMimeLines, withCrlf } from './mime-lines.ts';
import { singleHeaderFields } from './single-header-fields.ts';

/** A MIME message built by a producer, prepared for SES. */
export interface RawMime {
  /**
   * The message with CRLF line ends and without the headers that must not go out. Not to be sent
   * when there are problems.
   */
  readonly mime: Uint8Array;
  /** Value of its header `X-Idempotency-Key`, which is taken out; undefined when there is none. */
  readonly idempotencyKey: string | undefined;
  /** What is wrong and what to do; contains nothing of the message. */
  readonly problems: readonly string[];
}

/**
 * Prepares a producer's MIME message: line ends become CRLF, and the headers `Bcc`, `Resent-Bcc`,
 * `X-Idempotency-Key` and `X-SES-…` are removed, folded ones too. Everything else stays as it is, byte for byte.
 *
 * @see RFC 5322 sections 2.1.1 (line length), 2.2.3 (folding), 3.6 (number of each field), 3.6.3
 * (Bcc)
 */
export const readRawMime = (given: Uint8Array): RawMime => {
  const { longest, bareBreaks } = walkMimeLines(given);
  if (given.byteLength + bareBreaks > messageLimits.rawBytes)
    return { mime: given, idempotencyKey: undefined, problems: [tooBig] };
  const bytes = withCrlf(given, bareBreaks);
  const headerEnd = headerEndOf(bytes);
  if (headerEnd > messageLimits.rawHeaderBytes)
    return {
      mime: bytes,
      idempotencyKey: undefined,
      problems: ['has a header of more than 256 KiB; shorten it'],
    };

  // Latin-1 has one character per byte, so the bytes survive whatever their character set is.
  const header = Buffer.from(bytes.subarray(0, headerEnd)).toString('latin1').replace(/\r\n$/, '');
  const fields = splitFields(header);
  const kept = fields.filter((field) => !isTakenOut(fieldName(field) ?? ''));
  const mime =
    kept.length === fields.length && headerEnd < bytes.byteLength
      ? bytes
      : Buffer.concat([
          Buffer.from(`${kept.join('\r\n')}\r\n\r\n`, 'latin1'),
          bytes.subarray(headerEnd + 2),
        ]);

  return {
    mime,
    idempotencyKey: keyIn(fields),
    problems: [
      ...headerProblems(fields),
      ...(longest > messageLimits.lineOctets
        ? [
            `has a line of more than ${messageLimits.lineOctets} bytes; use quoted-printable or base64`,
          ]
        : []),
      ...(mime.byteLength > messageLimits.fieldBytes ? [tooBig] : []),
    ],
  };
};

/**
 * Header values by lower-case field name; one character per byte, line breaks of folding included.
 * Of a repeated field the first.
 *
 * @param mime - a message prepared by {@link readRawMime}
 */
export const headerFieldsOf = (mime: Uint8Array): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const field of takeApart(mime).fields) {
    const name = fieldName(field);
    if (name !== undefined && !values.has(name))
      values.set(name, field.slice(field.indexOf(':') + 1));
  }
  return values;
};

/** Header that names the mail to the pipeline: the same key is the same mail. */
export const idempotencyHeader = 'X-Idempotency-Key';

const keyField = idempotencyHeader.toLowerCase();

/**
 * Whether a header is removed. Bcc would show hidden recipients, X-SES- headers would override the
 * pipeline's configuration set, tags and identity, and the key is for the pipeline alone.
 */
const isTakenOut = (name: string): boolean =>
  name === 'bcc' || name === 'resent-bcc' || name === keyField || name.startsWith('x-ses-');

/** The first field's value counts, unfolded; an empty one is none. */
const keyIn = (fields: readonly string[]): string | undefined => {
  const field = fields.find((one) => fieldName(one) === keyField);
  const key = field
    ?.slice(field.indexOf(':') + 1)
    .replaceAll('\r\n', '')
    .trim();
  return key === '' ? undefined : key;
};

/** Names of single-occurrence fields that occur more often; each once. */
const repeatedNames = (names: readonly (string | undefined)[]): readonly string[] => {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) {
    if (name === undefined || !singleHeaderFields.has(name)) continue;
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return [...repeated];
};

/** Whether a Return-Path lacks an address; SES sends bounces there, so it needs one. */
const holdsNoAddress = (field: string): boolean =>
  readMailbox(field.slice(field.indexOf(':') + 1).replaceAll('\r\n', '')).kind === 'unreadable';

const headerProblems = (fields: readonly string[]): readonly string[] => {
  const names = fields.map(fieldName);
  const returnPath = fields[names.indexOf('return-path')];
  return [
    ...(names.includes(undefined)
      ? ['has a line in its header that is not a header field; correct it']
      : []),
    ...(names.includes('from') ? [] : ['has no From header; add one']),
    ...repeatedNames(names).map((name) => `has the header ${name} more than once; keep one`),
    ...(returnPath !== undefined && holdsNoAddress(returnPath)
      ? ['has a Return-Path header without an address, which SES does not take; remove it']
      : []),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    ...(fields.some((field) => /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(field))
      ? ['has control characters in its header; remove them']
      : []),
  ];
};

const tooBig =
  'is bigger than 10 MB; write its parts as fields, with the large files in S3 as attachments';
