import * as z from 'zod/mini';
import type { ValidMessage } from '../../shared/email/valid-message.ts';

const jsonObject = z.record(z.string(), z.unknown());

/**
 * The message as it is kept while it is held: whole, under its full name.
 *
 * Its mail stands in it even if its queue held only where the mail lies, for such objects expire
 * and held mail must not. Its id stands in it even if it brought none, so that any further copy is
 * known for what it is.
 *
 * @param text - the JSON of the mail, which has been found valid
 */
export const heldText = (
  text: string,
  { key, stream }: Pick<ValidMessage, 'key' | 'stream'>,
): string =>
  JSON.stringify({
    ...jsonObject.parse(JSON.parse(text)),
    tenantId: key.tenantId,
    messageId: key.messageId,
    stream,
  });
