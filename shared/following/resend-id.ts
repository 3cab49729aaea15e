import { createHash } from 'node:crypto';
import type { MessageKey } from '../messages/ports.ts';

/** Characters of a message id at most; docs/message.md. */
const idLength = 128;
/** Between the id of the first mail and the hash. */
const mark = '.resend.';
/** 132 bits: no two mails share an id by chance. */
const hashLength = 22;

/**
 * Id of the mail that goes again to one recipient of a message. The same recipient of the same
 * message always has the same id, and an id is never sent twice: so that mail is one, however often
 * it is asked for.
 *
 * It begins with the id of the first mail, cut where it is longer than 98 characters.
 *
 * @param address - canonical
 */
export const resendId = ({ tenantId, messageId }: MessageKey, address: string): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([tenantId, messageId, address]))
    .digest('base64url')
    .slice(0, hashLength);
  return `${messageId.slice(0, idLength - mark.length - hashLength)}${mark}${hash}`;
};

/**
 * Id of the first mail, when a message is one that went again; undefined when it is not, and when
 * the first id was cut. A program may choose any id, so the hash is checked.
 *
 * @param recipients - canonical addresses of the message
 */
export const originOfResend = (
  { tenantId, messageId }: MessageKey,
  recipients: readonly string[],
): string | undefined => {
  const [address, ...others] = recipients;
  const at = messageId.length - hashLength - mark.length;
  if (address === undefined || others.length > 0 || at < 1) return undefined;
  const origin = messageId.slice(0, at);
  return resendId({ tenantId, messageId: origin }, address) === messageId ? origin : undefined;
};
