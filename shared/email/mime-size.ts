import { messageLimits } from './message-limits.ts';
import type { Content } from './valid-message.ts';

/** Base64 in lines of 76 characters, each with a CRLF: what so many characters of it come to. */
export const inLines = (base64Length: number): number => Math.ceil((base64Length * 78) / 76);

/** What so many bytes of a file come to in a mail. */
export const inMime = (bytes: number): number => inLines(Math.ceil(bytes / 3) * 4);

/** The most bytes of a file that come to so much in a mail. */
export const fitsInto = (mimeBytes: number): number =>
  Math.max(0, Math.floor(Math.floor((mimeBytes * 76) / 78) / 4) * 3);

/** Quoted-printable writes three characters for a byte, and breaks lines. */
const mostPerTextByte = 3.2;
/** Headers and boundaries. */
const frameBytes = 64 * 1024;

const textBytes = (text: string | undefined): number => Buffer.byteLength(text ?? '');

/**
 * The most that a message can come to once it is built, without what is fetched for it from S3;
 * before anything of it is built.
 */
export const mostOwnBytes = (content: Content): number => {
  switch (content.kind) {
    case 'template':
      return textBytes(content.data);
    case 'raw':
      return content.mime.byteLength;
    case 'mime': {
      const { text, html, attachments } = content;
      const attached = attachments.map(({ source }) =>
        source.kind === 'inline' ? inLines(source.base64.length) : 0,
      );
      const written = (textBytes(text) + textBytes(html)) * mostPerTextByte;
      return Math.min(
        messageLimits.mimeBytes,
        attached.reduce((sum, bytes) => sum + bytes, frameBytes + written),
      );
    }
    default:
      return content satisfies never;
  }
};
