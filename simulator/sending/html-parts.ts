import { bodyStart, headerValue, scanHeaders } from '../../shared/ses-api/mail/mime-headers.ts';

/** Deepest nesting of parts that is examined; deeper parts stay as they are. */
const deepest = 20;

const lineFeed = 10;

/**
 * Encodings whose bytes below 128 are ASCII, so that HTML in them can be changed without decoding
 * the other bytes.
 */
const asciiCharset = /^(?:utf-?8|us-ascii|ascii|iso-8859-\d+|windows-\d+|koi8-[ru]|gb2312)?$/i;

interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Changes the HTML bodies of a message, each in its own encoding; everything else stays the same,
 * byte for byte. Attachments and attached messages are not changed.
 *
 * @param change - receives and returns one character per byte
 */
export const changeHtmlParts = (mime: Buffer, change: (html: string) => string): Buffer => {
  const pieces: Buffer[] = [];
  let copied = 0;
  const changePart = (content: Part, encoding: string): void => {
    const changed = changedContent(
      mime.toString('latin1', content.start, content.end),
      encoding,
      change,
    );
    if (changed === undefined) return;
    pieces.push(mime.subarray(copied, content.start), Buffer.from(changed, 'latin1'));
    copied = content.end;
  };
  const visit = (part: Part, depth: number): void => {
    const bytes = mime.subarray(part.start, part.end);
    // A part that begins with an empty line has no headers, so it is plain text.
    if (/^\r?\n/.test(bytes.toString('latin1', 0, 2))) return;
    const headers = scanHeaders(bytes);
    const contentType = headerValue(headers, 'Content-Type') ?? 'text/plain';
    const [mediaType = ''] = contentType.split(';');
    const body = { start: part.start + bodyStart(bytes), end: part.end };
    if (/^\s*multipart\//i.test(mediaType)) {
      const boundary = parameterOf(contentType, 'boundary');
      if (boundary === '' || depth >= deepest) return;
      for (const inner of partsWithin(mime, body, boundary)) visit(inner, depth + 1);
      return;
    }
    const isBody = !/^\s*attachment/i.test(headerValue(headers, 'Content-Disposition') ?? '');
    if (
      isBody &&
      mediaType.trim().toLowerCase() === 'text/html' &&
      asciiCharset.test(parameterOf(contentType, 'charset'))
    )
      changePart(body, headerValue(headers, 'Content-Transfer-Encoding') ?? '');
  };
  visit({ start: 0, end: mime.length }, 0);
  return pieces.length === 0 ? mime : Buffer.concat([...pieces, mime.subarray(copied)]);
};

const parameterOf = (contentType: string, name: string): string =>
  new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i')
    .exec(contentType)
    ?.slice(1)
    .find((value) => value !== undefined) ?? '';

/** The parts between the lines `--boundary`, without the text before, between and after them. */
const partsWithin = (mime: Buffer, body: Part, boundary: string): readonly Part[] => {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let start: number | undefined;
  for (
    let at = mime.indexOf(delimiter, body.start);
    at !== -1 && at < body.end;
    at = mime.indexOf(delimiter, at + delimiter.length)
  ) {
    if (at !== body.start && mime[at - 1] !== lineFeed) continue;
    const lineEnd = mime.indexOf(lineFeed, at);
    const rest = mime.toString(
      'latin1',
      at + delimiter.length,
      lineEnd === -1 ? body.end : lineEnd,
    );
    if (!/^(?:--)?[ \t]*\r?$/.test(rest)) continue;
    // The line break before a boundary belongs to the boundary.
    if (start !== undefined) parts.push({ start, end: mime[at - 2] === 13 ? at - 2 : at - 1 });
    if (rest.startsWith('--') || lineEnd === -1) return parts;
    start = lineEnd + 1;
  }
  // A last part without a closing boundary extends to the end.
  if (start !== undefined) parts.push({ start, end: body.end });
  return parts;
};

const decodeQuotedPrintable = (text: string): string =>
  text
    .replace(/(?<![ \t])[ \t]+(?=\r?\n|$)/g, '')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );

/**
 * Matches a line of quoted-printable of at most 76 characters, including its soft break, without
 * splitting an escape.
 */
const softLines = (escaped: string): string => {
  const lines: string[] = [];
  let rest = escaped;
  while (rest.length > 76) {
    const cut = 75 - (/=[0-9A-F]?$/.exec(rest.slice(0, 75))?.[0].length ?? 0);
    lines.push(`${rest.slice(0, cut)}=`);
    rest = rest.slice(cut);
  }
  return [...lines, rest].join('\r\n');
};

const encodeQuotedPrintable = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) =>
      softLines(
        line.replace(
          /[^\t\x20-\x3c\x3e-\x7e]|[ \t]$/g,
          (character) => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
        ),
      ),
    )
    .join('\r\n');

const encodeBase64 = (text: string): string =>
  Buffer.from(text, 'latin1')
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');

/** Changes the content of one part in its own encoding; undefined when it stays as it is. */
const changedContent = (
  content: string,
  encoding: string,
  change: (html: string) => string,
): string | undefined => {
  const changed = (decoded: string): string | undefined => {
    const after = change(decoded);
    return after === decoded ? undefined : after;
  };
  const encode = (write: (text: string) => string, text: string | undefined) =>
    text === undefined ? undefined : write(text);
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return encode(encodeBase64, changed(Buffer.from(content, 'base64').toString('latin1')));
    case 'quoted-printable':
      return encode(encodeQuotedPrintable, changed(decodeQuotedPrintable(content)));
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return changed(content);
    default:
      return undefined;
  }
};
