import { buildMime } from '../../shared/email/build-mime.ts';
import { mostOwnBytes } from '../../shared/email/mime-size.ts';
import type { MayRead } from '../../shared/email/object-prefixes.ts';
import {
  type ResolvedAttachments,
  resolveAttachments,
} from '../../shared/email/resolve-attachments.ts';
import { factsOf, type Streams } from '../../shared/email/streams.ts';
import type { Recipient, SendableMessage, ValidMessage } from '../../shared/email/valid-message.ts';
import { writeHeader } from '../../shared/email/write-header.ts';
import { pipelineTags } from '../../shared/feedback/feedback-event.ts';
import type { FetchObject } from '../../shared/messages/queue-ports.ts';
import type { Mail } from '../../shared/ses-api/ports.ts';
import type { NonEmpty } from '../../shared/system/non-empty.ts';
import { applySettings } from '../../shared/tenants/apply-settings.ts';
import type { TenantSettings } from '../../shared/tenants/settings.ts';
import { addUnsubscribe, type UnsubscribeWay } from './add-unsubscribe.ts';

/** A message whose mail is built, so that only the call is left at its slot. */
export interface PreparedMessage {
  readonly message: ValidMessage;
  /** SES tenant of its mail; undefined when there is none. */
  readonly sesTenant: string | undefined;
  /** It has unsubscribe headers, and its body shows no link to unsubscribe. */
  readonly lacksLink?: boolean;
  /** Memory that it takes; bytes. */
  readonly bytes: number;
  /** The mail of one part, to these recipients (indexes). */
  readonly mailFor: (part: number, recipients: NonEmpty<number>) => Mail;
}

export type Preparation =
  | { readonly kind: 'prepared'; readonly prepared: PreparedMessage }
  /** It can never be sent; every reason says what to do about it. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** It does not fit into the memory that is left. */
  | { readonly kind: 'no-memory' };

export interface PreparePorts {
  readonly fetchObject: FetchObject;
  readonly mayRead: MayRead;
  /** Most bytes of a finished mail that the deployment takes. */
  readonly limitBytes: number;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly now: () => number;
  readonly newId: () => string;
  /** Undefined where no stream has one-click unsubscribe. */
  readonly unsubscribe?: UnsubscribeWay | undefined;
}

/**
 * Completes a message by its tenant's settings and its unsubscribe link, fetches its attachments and
 * builds its MIME, once for all parts.
 *
 * @throws when S3 or the table of the link's secret cannot be reached; the message then stays in its
 * queue
 */
export const prepareMessage = async (
  given: ValidMessage,
  { sesTenant, settings = {}, roomBytes }: PrepareOptions,
  ports: PreparePorts,
): Promise<Preparation> => {
  const applied = applySettings(given, settings);
  if (applied.kind === 'refused') return applied;
  const added = await addUnsubscribe(applied.message, ports.unsubscribe);
  if (added.kind === 'refused') return added;
  const { message } = added;
  const stream = factsOf(ports.streams, message.stream);
  const own = settings.streams?.[message.stream]?.configurationSet;
  const way = {
    configurationSet: own ?? stream.configurationSet,
    sesTenant,
    tracking: stream.tracking,
  };
  const preparation =
    message.content.kind === 'template'
      ? await prepareTemplate({ ...message, content: message.content }, way, roomBytes, ports)
      : await prepareMime(message, way, roomBytes, ports);
  return preparation.kind === 'prepared' && added.bodyWithoutLink !== undefined
    ? { kind: 'prepared', prepared: { ...preparation.prepared, lacksLink: true } }
    : preparation;
};

/** Bytes of the attachments of a message. */
const attachmentsOf = (
  { key, content }: SendableMessage,
  roomBytes: number,
  { fetchObject, mayRead, limitBytes }: PreparePorts,
): Promise<ResolvedAttachments> =>
  resolveAttachments(content.kind === 'raw' ? [] : content.attachments, fetchObject, {
    tenantId: key.tenantId,
    mayRead,
    limitBytes,
    roomBytes,
  });

const prepareMime = async (
  message: SendableMessage,
  way: MailWay,
  roomBytes: number,
  ports: PreparePorts,
): Promise<Preparation> => {
  const { from } = message;
  const attachments = await attachmentsOf(message, roomBytes, ports);
  if (attachments.kind !== 'resolved') return attachments;
  const id = ports.newId();
  const built = await buildMime(message, {
    attachments: attachments.bytes,
    dateMs: ports.now(),
    messageIdHeader: `${id}@${from.mailbox.domain}`,
    boundary: id.replaceAll('-', ''),
    limitBytes: ports.limitBytes,
  });
  if (built.kind === 'refused') return built;
  const mailFor = (part: number, indexes: NonEmpty<number>): Mail => ({
    kind: 'raw',
    ...envelopeOf(message, part, recipientsAt(message, indexes), way),
    mime: built.mime,
  });
  const { sesTenant } = way;
  const bytes = built.mime.byteLength;
  return { kind: 'prepared', prepared: { message, sesTenant, bytes, mailFor } };
};

const inRole = (recipients: readonly Recipient[], role: Recipient['role']): readonly string[] =>
  recipients.filter((recipient) => recipient.role === role).map((recipient) => recipient.header);

const recipientAt = ({ recipients }: ValidMessage, index: number): Recipient => {
  const recipient = recipients[index];
  // With no destinations SES would take the recipients from the headers, suppressed ones included.
  if (recipient === undefined)
    throw new RangeError(`A plan names recipient ${index}, which the message does not have.`);
  return recipient;
};

const recipientsAt = (
  message: ValidMessage,
  [first, ...further]: NonEmpty<number>,
): NonEmpty<Recipient> => [
  recipientAt(message, first),
  ...further.map((index) => recipientAt(message, index)),
];

/** Settings of a mail, from the deployment and from the item of its tenant. */
interface MailWay {
  readonly configurationSet: string;
  readonly sesTenant: string | undefined;
  /** Of its stream, where the mail says nothing itself. */
  readonly tracking: Mail['tracking'];
}

/** Fields that every call has, whatever its content. */
const envelopeOf = (
  { from, key, stream, tags, tracking, listManagement }: SendableMessage,
  part: number,
  [first, ...further]: NonEmpty<Recipient>,
  { configurationSet, sesTenant, tracking: ofStream }: MailWay,
) => ({
  source: from.header,
  destinations: [first.envelope, ...further.map(({ envelope }) => envelope)] as const,
  configurationSet,
  sesTenant,
  tracking: ofStream === undefined ? tracking : { ...ofStream, ...tracking },
  listManagement,
  tags: {
    ...tags,
    [pipelineTags.message]: key.messageId,
    [pipelineTags.tenant]: key.tenantId,
    [pipelineTags.stream]: stream,
    [pipelineTags.part]: String(part),
  },
});

/** Headers as they go over the wire: encoded where needed, those without a value left out. */
const writtenHeaders = (
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const header = writeHeader(name, value);
      return header.kind === 'written' ? [[name, header.value]] : [];
    }),
  );

/** A message whose mail SES renders. */
type TemplatedMessage = SendableMessage & {
  readonly content: Extract<ValidMessage['content'], { kind: 'template' }>;
};

const prepareTemplate = async (
  message: TemplatedMessage,
  way: MailWay,
  roomBytes: number,
  ports: PreparePorts,
): Promise<Preparation> => {
  const { content } = message;
  const resolved = await attachmentsOf(message, roomBytes, ports);
  if (resolved.kind !== 'resolved') return resolved;
  const attachments = content.attachments.flatMap(({ filename, contentType, contentId }, index) => {
    const bytes = resolved.bytes[index];
    return bytes === undefined ? [] : [{ filename, contentType, contentId, bytes }];
  });
  const mailFor = (part: number, indexes: NonEmpty<number>): Mail => {
    const recipients = recipientsAt(message, indexes);
    return {
      kind: 'template',
      ...envelopeOf(message, part, recipients, way),
      to: inRole(recipients, 'to'),
      cc: inRole(recipients, 'cc'),
      bcc: inRole(recipients, 'bcc'),
      replyTo: message.replyTo.map((address) => address.header),
      template: content.template,
      templateData: content.data,
      attachments,
      headers: writtenHeaders(content.headers),
    };
  };
  const { sesTenant } = way;
  const bytes = attachments.reduce(
    (sum, attachment) => sum + attachment.bytes.byteLength,
    mostOwnBytes({ ...content, attachments: [] }),
  );
  return { kind: 'prepared', prepared: { message, sesTenant, bytes, mailFor } };
};

/** Options of {@link prepareMessage}. */
export interface PrepareOptions {
  readonly sesTenant: string | undefined;
  /** Settings of its tenant; undefined when it has none. */
  readonly settings?: TenantSettings | undefined;
  /** Limit on the attachments that may be fetched for it; bytes. */
  readonly roomBytes: number;
}
