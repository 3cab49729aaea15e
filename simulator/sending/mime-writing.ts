import type { SubmittedAttachment } from '../../shared/ses-api/wire/submission.ts';

/** Parts of a message from SendEmail and the template calls, which SES assembles. */
export interface SimpleMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly SubmittedAttachment[];
}

/**
 * Writes the message; recipients of blind copies appear in no header. @param boundary - a token
 * that occurs nowhere in the message
 */
export const writeMime = (message: SimpleMessage, boundary: string): Buffer => {
  const body = bodyOf(message, boundary);
  const addresses = (name: string, list: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : [`${name}: ${list.map(headerMailbox).join(',\r\n ')}`];
  const head = [
    `From: ${headerMailbox(message.from)}`,
    ...addresses('Reply-To', message.replyTo),
    ...addresses('To', message.to),
    ...addresses('Cc', message.cc),
    `Subject: ${headerText(message.subject)}`,
    ...message.headers.map(({ name, value }) => `${name}: ${value}`),
    'MIME-Version: 1.0',
  ];
  const content =
    message.attachments.length === 0
      ? body
      : multipart('mixed', `${boundary}_mixed`, [body, ...message.attachments.map(attachmentPart)]);
  return Buffer.from(`${head.join('\r\n')}\r\n${content}`);
};

const isPlainAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Encoded words of RFC 2047: at most 75 characters per word, no character split. */
const encodeWords = (text: string): string => {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word]
    .map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`)
    .join('\r\n ');
};

/**
 * Everything but printable ASCII, including line breaks, becomes encoded words, so that it cannot
 * begin a header.
 */
const headerText = (text: string): string => (isPlainAscii(text) ? text : encodeWords(text));

/** Writes a mailbox, whose display name may be in any language. */
const headerMailbox = (mailbox: string): string => {
  if (isPlainAscii(mailbox)) return mailbox;
  const open = mailbox.lastIndexOf('<');
  if (open < 1) return mailbox;
  const name = mailbox.slice(0, open).trim().replace(/^"|"$/g, '');
  return `${encodeWords(name)} ${mailbox.slice(open)}`;
};

const base64Lines = (content: Buffer): string =>
  content.toString('base64').replace(/.{76}/g, '$&\r\n');

const part = (contentType: string, content: Buffer, more: readonly string[] = []): string =>
  [
    `Content-Type: ${contentType}`,
    'Content-Transfer-Encoding: base64',
    ...more,
    '',
    base64Lines(content),
  ].join('\r\n');

const multipart = (subtype: string, boundary: string, parts: readonly string[]): string =>
  [
    `Content-Type: multipart/${subtype}; boundary="${boundary}"`,
    '',
    ...parts.map((content) => `--${boundary}\r\n${content}`),
    `--${boundary}--`,
    '',
  ].join('\r\n');

/** Whether text can be sent unchanged: ASCII, with no line longer than RFC 5322 allows. */
const isSevenBit = (text: string): boolean =>
  /^[\t\r\n\x20-\x7e]*$/.test(text) && text.split(/[\r\n]/).every((line) => line.length <= 998);

const textualPart = (contentType: string, text: string): string =>
  isSevenBit(text)
    ? [
        `Content-Type: ${contentType}`,
        'Content-Transfer-Encoding: 7bit',
        '',
        text.replace(/\r?\n|\r/g, '\r\n'),
      ].join('\r\n')
    : part(contentType, Buffer.from(text));

const textPart = (text: string): string => textualPart('text/plain; charset=UTF-8', text);

const htmlPart = (html: string): string => textualPart('text/html; charset=UTF-8', html);

const bodyOf = (message: SimpleMessage, boundary: string): string => {
  const { text, html } = message;
  if (text !== undefined && html !== undefined)
    return multipart('alternative', `${boundary}_alternative`, [textPart(text), htmlPart(html)]);
  return html === undefined ? textPart(text ?? '') : htmlPart(html);
};

const attachmentPart = (attachment: SubmittedAttachment): string => {
  const { fileName, contentId, description } = attachment;
  const name = isPlainAscii(fileName)
    ? `filename="${fileName.replace(/["\\]/g, '_')}"`
    : `filename*=UTF-8''${encodeURIComponent(fileName)}`;
  const disposition = attachment.disposition === 'INLINE' ? 'inline' : 'attachment';
  return part(attachment.contentType ?? 'application/octet-stream', attachment.content, [
    `Content-Disposition: ${disposition}; ${name}`,
    ...(contentId === undefined ? [] : [`Content-ID: <${oneLine(contentId)}>`]),
    ...(description === undefined ? [] : [`Content-Description: ${headerText(description)}`]),
  ]);
};

/** Removes characters that could begin another header. */
const oneLine = (text: string): string => text.replace(/[^\x21-\x7e]/g, '').replace(/^<|>$/g, '');
