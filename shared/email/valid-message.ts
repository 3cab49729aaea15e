import type { MessageKey } from '../messages/ports.ts';
import type { Mail, MailTemplate } from '../ses-api/ports.ts';
import {
  type AddressField,
  type Mailbox,
  mailboxCanonical,
  mailboxEnvelope,
  readAddressField,
} from './address.ts';
import { encodeMailbox } from './encode-header.ts';
import type { EmailMessage } from './message-schema.ts';
import type { RawMime } from './raw-mime.ts';
import type { Lane, Stream } from './streams.ts';

/** An address in the forms that the pipeline uses. */
export interface Address {
  readonly mailbox: Mailbox;
  /** Key of the tables: lower case, no name, domain in punycode. */
  readonly canonical: string;
  /** For SES's envelope: local part as written, domain in punycode. */
  readonly envelope: string;
  /** For a header, or for SES's Source, ToAddresses and so on: with its encoded name. */
  readonly header: string;
}

export interface Recipient extends Address {
  readonly role: 'to' | 'cc' | 'bcc';
}

/** A file to attach. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly contentId: string | undefined;
  /**
   * A calendar invitation or reply: not a file beside the text but another form of it (RFC 6047
   * section 2.4).
   */
  readonly isInvitation: boolean;
  readonly source:
    | { readonly kind: 'inline'; readonly base64: string }
    | { readonly kind: 's3'; readonly bucket: string; readonly key: string };
}

export type Content =
  | {
      readonly kind: 'mime';
      readonly subject: string;
      readonly text: string | undefined;
      readonly html: string | undefined;
      readonly attachments: readonly Attachment[];
      readonly headers: Readonly<Record<string, string>>;
    }
  /** `data` is a JSON object. */
  | {
      readonly kind: 'template';
      readonly template: MailTemplate;
      readonly data: string;
      readonly attachments: readonly Attachment[];
      readonly headers: Readonly<Record<string, string>>;
    }
  /**
   * Ready to send: without Bcc, with CRLF line ends. `isKeyed`: it carried a header
   * `X-Idempotency-Key`, so it may be built anew at each attempt.
   */
  | { readonly kind: 'raw'; readonly mime: Uint8Array; readonly isKeyed: boolean };

/** A message that satisfies every rule, in the form that the sender works with. */
export interface ValidMessage {
  readonly key: MessageKey;
  readonly stream: Stream;
  readonly lane: Lane;
  /** Undefined when the tenant's settings decide. */
  readonly from: Address | undefined;
  readonly replyTo: readonly Address[];
  /** The envelope: to, cc and bcc in this order, each canonical address once, in its first role. */
  readonly recipients: readonly Recipient[];
  /**
   * Addresses of the To and Cc headers, as written, including recipients left out of the envelope.
   */
  readonly shown: { readonly to: readonly Address[]; readonly cc: readonly Address[] };
  readonly content: Content;
  /** The message's own tags. */
  readonly tags: Readonly<Record<string, string>>;
  readonly tracking: Mail['tracking'];
  readonly listManagement: Mail['listManagement'];
  /** Epoch milliseconds. */
  readonly sendAfterMs: number | undefined;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number | undefined;
}

/** A message whose sender is known, ready to be built. */
export interface SendableMessage extends ValidMessage {
  readonly from: Address;
}

/**
 * Converts a message that satisfies every rule into the sender's form.
 *
 * @param raw - the message's `raw`, already read
 */
export const toValidMessage = (
  message: EmailMessage,
  {
    key,
    stream,
    lane,
    raw,
  }: {
    readonly key: MessageKey;
    readonly stream: Stream;
    readonly lane: Lane;
    readonly raw: RawMime | undefined;
  },
): ValidMessage => ({
  key,
  stream,
  lane,
  from: message.from === undefined ? undefined : toAddress(message.from),
  replyTo: (message.replyTo ?? []).map(toAddress),
  recipients: recipientsOf(message),
  shown: { to: (message.to ?? []).map(toAddress), cc: (message.cc ?? []).map(toAddress) },
  content: contentOf(message, raw),
  tags: message.tags ?? {},
  tracking: message.tracking,
  listManagement: message.listManagement,
  sendAfterMs: toEpochMs(message.sendAfter),
  expiresAtMs: toEpochMs(message.expiresAt),
});

/** @throws when the field did not pass the schema */
export const toAddress = (field: AddressField): Address => {
  const reading = readAddressField(field);
  if (reading.kind === 'unreadable')
    throw new Error('An address passed the schema and cannot be read');
  const { mailbox } = reading;
  return {
    mailbox,
    canonical: mailboxCanonical(mailbox),
    envelope: mailboxEnvelope(mailbox),
    header: encodeMailbox(mailbox),
  };
};

const recipientsOf = ({ to = [], cc = [], bcc = [] }: EmailMessage): readonly Recipient[] => {
  const all = [
    ...to.map((field): Recipient => ({ ...toAddress(field), role: 'to' })),
    ...cc.map((field): Recipient => ({ ...toAddress(field), role: 'cc' })),
    ...bcc.map((field): Recipient => ({ ...toAddress(field), role: 'bcc' })),
  ];
  const seen = new Set<string>();
  return all.filter(({ canonical }) => !seen.has(canonical) && seen.add(canonical));
};

/** A calendar part with a method: an invitation, a reply or a cancellation. */
const invitation = /^text\/calendar *;(?:.*;)? ?method=/i;

const toAttachment = ({
  filename,
  contentType,
  contentId,
  content,
  s3,
}: NonNullable<EmailMessage['attachments']>[number]): Attachment => ({
  filename,
  contentType: contentType.replace(/ ?; ?$/, ''),
  contentId,
  isInvitation: invitation.test(contentType),
  source: s3 === undefined ? { kind: 'inline', base64: content ?? '' } : { kind: 's3', ...s3 },
});

/** @throws when the template did not pass the rules */
const toTemplate = ({ name, content }: NonNullable<EmailMessage['template']>): MailTemplate => {
  if (content !== undefined)
    return { kind: 'inline', subject: content.subject, text: content.text, html: content.html };
  if (name === undefined) throw new Error('A template passed the rules without name and content');
  return { kind: 'stored', name };
};

const contentOf = (message: EmailMessage, raw: RawMime | undefined): Content => {
  if (raw !== undefined)
    return { kind: 'raw', mime: raw.mime, isKeyed: raw.idempotencyKey !== undefined };
  if (message.template !== undefined) {
    return {
      kind: 'template',
      template: toTemplate(message.template),
      data: JSON.stringify(message.template.data),
      attachments: (message.attachments ?? []).map(toAttachment),
      headers: message.headers ?? {},
    };
  }
  return {
    kind: 'mime',
    subject: message.subject ?? '',
    text: message.text,
    html: message.html,
    attachments: (message.attachments ?? []).map(toAttachment),
    headers: message.headers ?? {},
  };
};

const toEpochMs = (moment: string | undefined): number | undefined =>
  moment === undefined ? undefined : Date.parse(moment);
