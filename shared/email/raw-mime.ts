import { messageLimits } from './message-limits.ts';

/** A MIME message that somebody else has built, made ready for SES. */
export interface RawMime {
  /** CRLF line ends, without the headers that must not go out. Not to be sent when there are problems. */
  readonly mime: Uint8Array;
  /** Each says what is wrong and what to do; nothing of the message. */
  readonly problems: readonly string[];
}

/** Header fields that may occur once; SES refuses a second one. RFC 5322 section 3.6, RFC 2045 section 3, RFC 8058 section 3. */
const singleFields = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'list-unsubscribe',
  'list-unsubscribe-post',
]);

/** Bcc would show hidden recipients, and X-SES- headers would change what the pipeline decides: configuration set, tags, identity. */
const isTakenOut = (name: string): boolean =>
  name === 'bcc' || name === 'resent-bcc' || name.startsWith('x-ses-');

const fieldName = (field: string): string | undefined =>
  /^([!-9;-~]+)[ \t]*:/.exec(field)?.[1]?.toLowerCase();

const splitFields = (header: string): readonly string[] =>
  header === '' ? [] : header.split(/\r\n(?![ \t])/);

const headerProblems = (fields: readonly string[]): readonly string[] => {
  const names = fields.map(fieldName);
  const repeated = [
    ...new Set(
      names.filter(
        (name, index) =>
          name !== undefined && singleFields.has(name) && names.indexOf(name) < index,
      ),
    ),
  ];
  return [
    ...(names.includes(undefined)
      ? ['has a line in its header that is no header field; correct it']
      : []),
    ...(names.includes('from') ? [] : ['has no From header; add one']),
    ...repeated.map((name) => `has the header ${name} more than once; keep one`),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    ...(fields.some((field) => /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(field))
      ? ['has control characters in its header; take them out']
      : []),
  ];
};

/**
 * Makes a foreign MIME message ready: line ends become CRLF, `Bcc`, `Resent-Bcc` and `X-SES-…` leave its header, folded ones too.
 * Everything else stays as it is, byte for byte.
 *
 * @see RFC 5322 sections 2.1.1 (line length), 2.2.3 (folding), 3.6 (number of each field), 3.6.3 (Bcc)
 */
export const readRawMime = (bytes: Uint8Array): RawMime => {
  // One character per byte, so that the bytes survive whatever their character set is.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/\r\n|\r|\n/g, '\r\n');
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const header = end === -1 ? text.replace(/(?:\r\n)+$/, '') : text.slice(0, end);
  const body = end === -1 ? '' : text.slice(end === 0 ? 2 : end + 4);

  const fields = splitFields(header);
  const kept = fields.filter((field) => !isTakenOut(fieldName(field) ?? ''));
  const mime = Buffer.from(`${kept.join('\r\n')}\r\n\r\n${body}`, 'latin1');

  return {
    mime,
    problems: [
      ...headerProblems(fields),
      ...(new RegExp(`[^\\r\\n]{${messageLimits.lineOctets + 1}}`).test(text)
        ? [
            `has a line of more than ${messageLimits.lineOctets} bytes; use quoted-printable or base64`,
          ]
        : []),
      ...(mime.byteLength > messageLimits.mimeBytes
        ? ['is bigger than 10 MB, which SES does not take; link to large files instead']
        : []),
    ],
  };
};
