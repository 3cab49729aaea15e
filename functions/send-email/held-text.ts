import * as z from 'zod/mini';
import type { ValidMessage } from '../../shared/email/valid-message.ts';

const jsonObject = z.record(z.string(), z.unknown());

/**
 * The message as it is kept while it is held: complete, with its tenant, id and stream.
 *
 * The mail itself is included even if the queue held only its place in S3, because such objects
 * expire and held mail must not. The id is included even if the producer gave none, so that every
 * further copy is recognised.
 *
 * @param text - JSON of the message, already validated
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
