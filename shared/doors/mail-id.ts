import { createHash } from 'node:crypto';
import { canonicalAddress } from '../email/address.ts';
import { idempotencyHeader } from '../email/raw-mime.ts';
import { idOfKey } from '../messages/id-of-key.ts';
import { headerValue } from '../ses-api/mail/mime-headers.ts';
import type { Mail } from '../ses-api/mail/read-mail.ts';
import type { Sender } from './ports.ts';

/** Id of a mail, and whether a repeat of it can come from another request. */
export interface MailId {
  readonly messageId: string;
  /** The client's own word for the mail, under which another mail may come. */
  readonly isNamed: boolean;
}

/**
 * Id under which a mail is sent once, whichever of its copies arrive. The first of these decides:
 *
 * 1. its header `X-Idempotency-Key`, as in every other entrance;
 * 2. its `Message-ID`, with its recipients: programs send one mail to several envelopes;
 * 3. the id of the client's request, which SDKs of AWS repeat with each attempt, and its place in
 *    the request;
 * 4. a new id: every request is another mail.
 */
export const mailIdOf = (
  mail: Mail,
  { key, invocationId }: Sender,
  place: number,
  newId: () => string,
): MailId => {
  const given = idempotencyKeyOf(mail);
  if (given !== undefined) return { messageId: idOfKey(given), isNamed: true };
  const messageId = headerValue(mail.headers, 'Message-ID');
  if (messageId !== undefined && messageId !== '') {
    const recipients = mail.destinations.map((one) => canonicalAddress(one) ?? one).toSorted();
    return { messageId: digestOf(['message-id', messageId, ...recipients]), isNamed: true };
  }
  if (invocationId !== undefined) {
    const named = ['invocation', key.accessKeyId, invocationId, place];
    return { messageId: digestOf(named), isNamed: false };
  }
  return { messageId: newId(), isNamed: false };
};

/** The mail's own key: a header of a raw mail, or one that the call adds. */
const idempotencyKeyOf = ({ headers, submission: { content } }: Mail): string | undefined => {
  const key =
    content.kind === 'raw'
      ? headerValue(headers, idempotencyHeader)
      : headerValue(content.headers, idempotencyHeader);
  return key === undefined || key.trim() === '' ? undefined : key.trim();
};

const digestOf = (parts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
