import { buildMime } from '../../shared/email/build-mime.ts';
import type { MayRead } from '../../shared/email/object-prefixes.ts';
import { resolveAttachments } from '../../shared/email/resolve-attachments.ts';
import type { Stream } from '../../shared/email/streams.ts';
import type { Recipient, ValidMessage } from '../../shared/email/valid-message.ts';
import { pipelineTags } from '../../shared/feedback/feedback-event.ts';
import type { FetchObject } from '../../shared/messages/queue-ports.ts';
import type { Mail } from '../../shared/ses-api/ports.ts';
import type { NonEmpty } from '../../shared/system/non-empty.ts';

/** Names of the configuration sets, by stream. */
export type ConfigurationSets = Readonly<Record<Stream, string>>;

/** A message whose mail is built, so that only the call is left at its slot. */
export interface PreparedMessage {
  readonly message: ValidMessage;
  /** SES tenant of its mail; undefined when there is none. */
  readonly sesTenant: string | undefined;
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
  readonly configurationSets: ConfigurationSets;
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * Fetches the attachments of a message and builds its MIME, once for all parts.
 *
 * @throws when S3 cannot be reached; the message then stays in its queue
 */
export const prepareMessage = async (
  message: ValidMessage,
  { sesTenant, roomBytes }: PrepareOptions,
  ports: PreparePorts,
): Promise<Preparation> => {
  const { content, key, from } = message;
  const settings = { configurationSets: ports.configurationSets, sesTenant };
  if (content.kind === 'template') return prepareTemplate(message, content, settings);
  const attachments = await resolveAttachments(
    content.kind === 'mime' ? content.attachments : [],
    ports.fetchObject,
    { tenantId: key.tenantId, mayRead: ports.mayRead, roomBytes },
  );
  if (attachments.kind !== 'resolved') return attachments;
  const id = ports.newId();
  const built = await buildMime(message, {
    attachments: attachments.bytes,
    dateMs: ports.now(),
    messageIdHeader: `${id}@${from.mailbox.domain}`,
    boundary: id.replaceAll('-', ''),
  });
  if (built.kind === 'refused') return built;
  const mailFor = (part: number, indexes: NonEmpty<number>): Mail => ({
    kind: 'raw',
    ...envelopeOf(message, part, recipientsAt(message, indexes), settings),
    mime: built.mime,
  });
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

/** Settings of the deployment and of the tenant's item. */
interface MailSettings {
  readonly configurationSets: ConfigurationSets;
  readonly sesTenant: string | undefined;
}

/** Fields that every call has, whatever its content. */
const envelopeOf = (
  { from, key, stream, tags }: ValidMessage,
  part: number,
  [first, ...further]: NonEmpty<Recipient>,
  { configurationSets, sesTenant }: MailSettings,
) => ({
  source: from.header,
  destinations: [first.envelope, ...further.map(({ envelope }) => envelope)] as const,
  configurationSet: configurationSets[stream],
  sesTenant,
  tags: {
    ...tags,
    [pipelineTags.message]: key.messageId,
    [pipelineTags.tenant]: key.tenantId,
    [pipelineTags.stream]: stream,
    [pipelineTags.part]: String(part),
  },
});

const prepareTemplate = (
  message: ValidMessage,
  content: Extract<ValidMessage['content'], { kind: 'template' }>,
  settings: MailSettings,
): Preparation => {
  const mailFor = (part: number, indexes: NonEmpty<number>): Mail => {
    const recipients = recipientsAt(message, indexes);
    return {
      kind: 'template',
      ...envelopeOf(message, part, recipients, settings),
      to: inRole(recipients, 'to'),
      cc: inRole(recipients, 'cc'),
      bcc: inRole(recipients, 'bcc'),
      replyTo: message.replyTo.map((address) => address.header),
      template: content.name,
      templateData: content.data,
    };
  };
  const { sesTenant } = settings;
  const bytes = content.data.length;
  return { kind: 'prepared', prepared: { message, sesTenant, bytes, mailFor } };
};

/** Options of {@link prepareMessage}. */
export interface PrepareOptions {
  readonly sesTenant: string | undefined;
  /** Limit on the attachments that may be fetched for it; bytes. */
  readonly roomBytes: number;
}
