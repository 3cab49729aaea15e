import mime from 'mime/lite';
import { decodeWords } from 'postal-mime';
import type { AccessKey } from '../access-keys/access-key.ts';
import { readMailbox } from '../email/address.ts';
import { headerKindOf } from '../email/header-kinds.ts';
import { idempotencyHeader } from '../email/raw-mime.ts';
import type { Stream } from '../email/streams.ts';
import { addressOf } from '../ses-api/mail/addresses.ts';
import { duplicateHeader } from '../ses-api/mail/mime-headers.ts';
import type { Mail } from '../ses-api/mail/read-mail.ts';
import { invalidParameter, type Refusal } from '../ses-api/wire/refusal.ts';
import type { SubmittedAttachment, SubmittedContent } from '../ses-api/wire/submission.ts';
import { contactListOf } from './contact-list.ts';
import type { Fields } from './ports.ts';
import { templateOf } from './template-of.ts';

/** What the door decides about a mail. */
export interface EmailTerms {
  readonly key: AccessKey;
  readonly messageId: string;
  readonly stream: Stream;
  /** Epoch ms. */
  readonly nowMs: number;
}

export type WrittenEmail = { readonly kind: 'email'; readonly email: Fields } | Refusal;

/**
 * Writes a mail as the message that the queues take. Encoded words are decoded, because the message
 * holds plain text and is encoded when it goes out; of a raw mail nothing is touched.
 *
 * @see docs/message.md
 */
export const toEmail = (mail: Mail, terms: EmailTerms): WrittenEmail => {
  const { content } = mail.submission;
  const shared = sharedFields(mail, terms);
  if (content.kind === 'raw')
    return {
      kind: 'email',
      email: {
        ...shared,
        to: mail.destinations.map(addressOf),
        raw: content.mime.toString('base64'),
      },
    };
  const duplicate = duplicateHeader(content.headers);
  if (duplicate !== undefined) return invalidParameter(`Duplicate header '${duplicate}'.`);
  const composed = { ...shared, ...compositionOf(content) };
  if (content.kind === 'simple')
    return {
      kind: 'email',
      email: {
        ...composed,
        subject: decodeWords(content.subject.data),
        text: content.text?.data,
        html: content.html?.data,
      },
    };
  const template = templateOf(content);
  return template.kind === 'refused'
    ? template
    : { kind: 'email', email: { ...composed, template: template.template } };
};

const sharedFields = (mail: Mail, { key, messageId, stream, nowMs }: EmailTerms): Fields => ({
  messageId,
  tenantId: key.tenantId,
  stream,
  from: mail.source === undefined ? undefined : plainMailbox(mail.source),
  tags:
    mail.tags.length === 0
      ? undefined
      : Object.fromEntries(mail.tags.map(({ name, value }) => [name, value])),
  tracking: trackingOf(mail),
  listManagement: contactListOf(mail),
  expiresAt:
    key.mailLifetimeSeconds === undefined
      ? undefined
      : new Date(nowMs + key.mailLifetimeSeconds * 1_000).toISOString(),
});

const trackingOf = ({ submission: { tracking } }: Mail): Fields | undefined =>
  tracking.opens === undefined && tracking.clicks === undefined
    ? undefined
    : { opens: switched(tracking.opens), clicks: switched(tracking.clicks) };

const switched = (status: 'ENABLED' | 'DISABLED' | undefined): boolean | undefined =>
  status === undefined ? undefined : status === 'ENABLED';

type Composed = Exclude<SubmittedContent, { kind: 'raw' }>;

const compositionOf = ({ to, cc, bcc, replyTo, headers, attachments }: Composed): Fields => {
  const own = headers.filter(({ name }) => name.toLowerCase() !== idempotencyHeader.toLowerCase());
  return {
    to: to.map(plainMailbox),
    cc: cc.map(plainMailbox),
    bcc: bcc.map(plainMailbox),
    ...(replyTo.length === 0 ? {} : { replyTo: replyTo.map(plainMailbox) }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(toAttachment) }),
    ...(own.length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            own.map(({ name, value }) => [name, plainValue(name, value)]),
          ),
        }),
  };
};

/** Only text is encoded when it goes out; what programs read stays as it is. */
const plainValue = (name: string, value: string): string =>
  headerKindOf(name) === 'text' ? decodeWords(value) : value;

/** An address whose name is plain text. What cannot be read stays as it is, to be refused. */
const plainMailbox = (text: string): unknown => {
  const reading = readMailbox(text);
  if (reading.kind === 'unreadable') return text;
  const { name, localPart, domain } = reading.mailbox;
  const address = `${localPart}@${domain}`;
  return name === '' ? address : { name: decodeWords(name), address };
};

const toAttachment = ({
  fileName,
  contentType,
  content,
  contentId,
}: SubmittedAttachment): Fields => ({
  filename: fileName,
  contentType: contentType ?? mime.getType(fileName) ?? 'application/octet-stream',
  content: content.toString('base64'),
  // SES takes it with or without angle brackets.
  ...(contentId === undefined ? {} : { contentId: contentId.replace(/^<(.*)>$/, '$1') }),
});
