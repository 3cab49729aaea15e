import PostalMime from 'postal-mime';

/** A parsed message, for people. */
export interface ParsedMail {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Decoded. */
  readonly subject: string | undefined;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly attachments: readonly ParsedAttachment[];
}

export interface ParsedAttachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly contentId: string | undefined;
  readonly content: Buffer;
}

/** Parses a message; not used while a sending call is answered. */
export const parseMail = async (mime: Buffer): Promise<ParsedMail> => {
  const mail = await PostalMime.parse(mime);
  return {
    headers: mail.headers.map(({ originalKey, key, value }) => ({
      name: originalKey || key,
      value,
    })),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map((attachment, index) => ({
      fileName: attachment.filename ?? `attachment-${index + 1}`,
      contentType: attachment.mimeType,
      contentId: attachment.contentId?.replace(/^<|>$/g, ''),
      content: toBuffer(attachment.content),
    })),
  };
};

const toBuffer = (content: ArrayBuffer | Uint8Array | string): Buffer => {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof ArrayBuffer
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
};
