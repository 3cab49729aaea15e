import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { mailboxEnvelope } from './address.ts';
import { encodeHeaderText } from './encode-header.ts';
import { foldHeader } from './fold-header.ts';
import { largerThan } from './largest-mail.ts';
import { messageLimits } from './message-limits.ts';
import type { Address, Attachment, Content, SendableMessage } from './valid-message.ts';
import { writeHeader } from './write-header.ts';

/** Inputs besides the message: the same message and options give the same bytes. */
export interface MimeOptions {
  /** Bytes of every attachment, in order; see `resolveAttachments`. */
  readonly attachments: readonly Uint8Array[];
  /** Time for the Date header; epoch ms. SES replaces it. */
  readonly dateMs: number;
  /** Message-ID without its angle brackets. SES replaces it. */
  readonly messageIdHeader: string;
  /** Part of every boundary: `[A-Za-z0-9]`, different for every message. */
  readonly boundary: string;
  /** Most bytes that the mail may have; absent: as many as SES takes. */
  readonly limitBytes?: number;
}

export type BuiltMime =
  | { readonly kind: 'built'; readonly mime: Uint8Array }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

type WrittenContent = Extract<Content, { readonly kind: 'mime' }>;

/**
 * Builds the MIME of a message that is sent raw, the same for all of its recipients.
 *
 * To and Cc show everybody that the message names, including recipients who are suppressed or in
 * another call: only the envelope leaves them out. Bcc is in no header.
 *
 * @returns `refused` when it is larger than its limit
 * @throws for a message whose content is a template, which SES renders itself
 * @see RFC 5322, RFC 2045 to 2047, RFC 2231
 */
export const buildMime = async (
  message: SendableMessage,
  options: MimeOptions,
): Promise<BuiltMime> => {
  const { content } = message;
  if (content.kind === 'template') throw new Error('A template has no MIME: SES renders it');
  const { limitBytes = messageLimits.mimeBytes } = options;
  const mime =
    content.kind === 'raw' ? content.mime : await compose(message, content, options, limitBytes);
  const bytes = typeof mime === 'number' ? mime : mime.byteLength;
  return typeof mime === 'number' || bytes > limitBytes
    ? { kind: 'refused', reasons: [largerThan(limitBytes, bytes)] }
    : { kind: 'built', mime };
};

const toComposer = ({ mailbox }: Address): { readonly name: string; readonly address: string } => ({
  name: mailbox.name,
  address: mailboxEnvelope(mailbox),
});

/**
 * Header fields with the message's own texts. They bypass the composer, which knows some names and
 * rewrites their values.
 */
const ownFields = (content: WrittenContent): string =>
  [
    ...(content.subject === '' ? [] : [foldHeader('Subject', encodeHeaderText(content.subject))]),
    ...Object.entries(content.headers).flatMap(([name, value]) => {
      const header = writeHeader(name, value);
      return header.kind === 'written' ? [foldHeader(name, header.value)] : [];
    }),
  ]
    .map((field) => `${field}\r\n`)
    .join('');

const crlf = (text: string | undefined): string | undefined => text?.replace(/\r\n|\r|\n/g, '\r\n');

const composerFor = (message: SendableMessage, content: WrittenContent, options: MimeOptions) =>
  new MailComposer({
    from: toComposer(message.from),
    replyTo: message.replyTo.map(toComposer),
    to: message.shown.to.map(toComposer),
    cc: message.shown.cc.map(toComposer),
    text: crlf(content.text),
    html: crlf(content.html),
    alternatives: content.attachments.flatMap((attachment, index) =>
      attachment.isInvitation ? [toAlternative(attachment, options.attachments[index])] : [],
    ),
    attachments: content.attachments.flatMap((attachment, index) =>
      attachment.isInvitation ? [] : [toComposerAttachment(attachment, options.attachments[index])],
    ),
    date: new Date(options.dateMs),
    messageId: `<${options.messageIdHeader}>`,
    baseBoundary: options.boundary,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

/** Composes the MIME. One above the limit is only counted: gives its bytes, and keeps none. */
const compose = async (
  message: SendableMessage,
  content: WrittenContent,
  options: MimeOptions,
  limitBytes: number,
): Promise<Uint8Array | number> => {
  const own = Buffer.from(ownFields(content), 'latin1');
  const chunks: Uint8Array[] = [own];
  let bytes = own.byteLength;
  const stream: AsyncIterable<Buffer> = composerFor(message, content, options)
    .compile()
    .createReadStream();
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) chunks.length = 0;
    else chunks.push(chunk);
  }
  return bytes > limitBytes ? bytes : Buffer.concat(chunks);
};

const toBuffer = (bytes: Uint8Array | undefined): Buffer => {
  if (bytes === undefined)
    throw new Error('An attachment has no bytes: resolve the attachments first');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const toComposerAttachment = (
  { filename, contentType, contentId }: Attachment,
  bytes: Uint8Array | undefined,
) => {
  const attachment = { filename, contentType, cid: contentId, content: toBuffer(bytes) };
  // Nodemailer takes a finished field here, too; its types know a word alone.
  if (needsQuotes(filename))
    Reflect.set(attachment, 'contentDisposition', quoted(filename, contentType, contentId));
  return attachment;
};

/**
 * Whether nodemailer writes a file name as a bare word although it has an asterisk. Some programs end
 * such a word at it, because it marks an extended parameter.
 *
 * @see RFC 2231 section 7
 */
const needsQuotes = (filename: string): boolean =>
  filename.includes('*') && /^[!#$%&*+.^_`{|}~\w-]+$/.test(filename) && !filename.startsWith('-');

/** The field as nodemailer would write it, but for the quotes. */
const quoted = (filename: string, contentType: string, contentId: string | undefined) => ({
  prepared: true,
  foldLines: true,
  value: `${contentId !== undefined && /^image\//i.test(contentType) ? 'inline' : 'attachment'}; filename="${filename}"`,
});

/**
 * An alternative form of the text; the last one is the richest. It has no file name, because some
 * programs would show it as a file.
 */
const toAlternative = ({ contentType }: Attachment, bytes: Uint8Array | undefined) => ({
  contentType,
  contentTransferEncoding: 'base64' as const,
  content: toBuffer(bytes),
});
