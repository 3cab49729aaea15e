import type { Readable } from 'node:stream';
import type { AccessKey } from '../../shared/access-keys/access-key.ts';
import type { Client, MailUnderWay } from './clients.ts';
import type { Door } from './door-state.ts';
import { envelopeAddress } from './envelope.ts';
import { mailBuffer } from './mail-buffer.ts';
import { type Received, receiveMail } from './receive-mail.ts';
import { type Reply, replies, replyTo } from './replies.ts';
import { toSubmission } from './to-submission.ts';

/** Envelope of a mail, as the client gave it. */
export interface Addressed {
  readonly sender: string;
  readonly recipients: readonly string[];
}

/**
 * Receives a mail and has it put on its queue. Its bytes count as taken until it has its answer.
 *
 * @returns reply to the mail
 */
export const takeMail = async (
  door: Door,
  client: Client,
  key: AccessKey,
  stream: Readable,
  addressed: Addressed,
): Promise<Reply> => {
  const { bytes, mails, limits, ports } = door;
  const { tenantId } = key;
  const hasPlace = mails.take(tenantId);
  const mail: MailUnderWay = { startedMs: ports.now(), receivedBytes: 0, isReceived: false };
  client.mail = mail;
  const buffer = mailBuffer(
    (size) => bytes.take(tenantId, size),
    (size) => bytes.give(tenantId, size),
  );
  try {
    const received = await receiveMail(stream, {
      buffer,
      mailBytes: limits.mailBytes,
      refused: hasPlace ? faultOf(addressed, limits.recipients) : replies.tooManyMails,
      onBytes: (size) => {
        mail.receivedBytes += size;
      },
    });
    mail.isReceived = true;
    return await answer(door, client, key, received, addressed);
  } finally {
    buffer.free();
    if (hasPlace) mails.leave(tenantId);
    client.mail = undefined;
  }
};

/** SES takes all recipients of a mail or none, and says so after the mail. */
const faultOf = ({ recipients }: Addressed, most: number): Reply | undefined =>
  recipients.length > most ? replies.tooManyRecipients(most) : undefined;

const answer = async (
  { limits, ports }: Door,
  client: Client,
  key: AccessKey,
  received: Received,
  { sender, recipients }: Addressed,
): Promise<Reply> => {
  switch (received.kind) {
    case 'refused':
      return received.reply;
    case 'endless':
      client.close(replies.tooLong);
      return replies.tooLong;
    case 'broken':
      return replies.dataTimeout;
    case 'whole': {
      const mail = {
        sender: envelopeAddress(sender) ?? sender,
        recipients: recipients.map((address) => envelopeAddress(address) ?? address),
        mime: received.mime,
      };
      return replyTo(await ports.takeSubmission(key, toSubmission(mail, limits.mailBytes)));
    }
    default:
      return received satisfies never;
  }
};
