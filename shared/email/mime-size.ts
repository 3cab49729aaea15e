import { messageLimits } from './message-limits.ts';
import type { Attachment, Content } from './valid-message.ts';

/** Bytes of base64 text once it is written in lines of 76 characters with CRLF. */
export const inLines = (base64Length: number): number => Math.ceil((base64Length * 78) / 76);

/** Bytes that a file takes in a mail. */
export const inMime = (bytes: number): number => inLines(Math.ceil(bytes / 3) * 4);

/** Most bytes of a file that fit into so much of a mail. */
export const fitsInto = (mimeBytes: number): number =>
  Math.max(0, Math.floor(Math.floor((mimeBytes * 76) / 78) / 4) * 3);

/**
 * Most bytes per byte of text: quoted-printable writes three characters for a byte, and adds line
 * breaks.
 */
const mostPerTextByte = 3.2;
/** Allowance for headers and boundaries; bytes. */
const frameBytes = 64 * 1024;

const textBytes = (text: string | undefined): number => Buffer.byteLength(text ?? '');

/** Bytes of the attachments that the message itself holds. */
const attachedBytes = (attachments: readonly Attachment[]): number =>
  attachments.reduce(
    (sum, { source }) => sum + (source.kind === 'inline' ? inLines(source.base64.length) : 0),
    0,
  );

/**
 * Upper bound of the bytes of a built message, without the attachments fetched from S3; known
 * before anything is built.
 */
export const mostOwnBytes = (content: Content): number => {
  switch (content.kind) {
    case 'template': {
      const { template, data, attachments } = content;
      const parts =
        template.kind === 'stored' ? [] : [template.subject, template.text, template.html];
      const written = [data, ...parts].reduce((sum, text) => sum + textBytes(text), 0);
      return written + attachedBytes(attachments);
    }
    case 'raw':
      return content.mime.byteLength;
    case 'mime': {
      const { text, html, attachments } = content;
      const written = (textBytes(text) + textBytes(html)) * mostPerTextByte;
      return Math.min(messageLimits.mimeBytes, frameBytes + written + attachedBytes(attachments));
    }
    default:
      return content satisfies never;
  }
};
