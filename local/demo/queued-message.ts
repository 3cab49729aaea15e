import * as z from 'zod/mini';
import { emailMessageSchema } from '../../shared/email/message-schema.ts';
import { basicStreams, type Lane } from '../../shared/email/streams.ts';
import { parseJson } from '../../shared/system/parse-json.ts';
import type { PutMessage } from './account.ts';

/** A message for a queue: the text of its body, which may be broken on purpose, and its lane. */
export interface QueuedMessage {
  readonly lane: Lane;
  readonly body: string;
}

/**
 * The fields of a body that are needed to follow the message; the pipeline judges everything else.
 */
const { stream, tenantId, messageId } = emailMessageSchema.shape;
const followed = z.object({
  stream: z.catch(stream, undefined),
  tenantId: z.catch(tenantId, undefined),
  messageId: z.catch(messageId, undefined),
});

const readFollowed = (body: string): z.infer<typeof followed> => {
  const read = z.safeParse(followed, parseJson(body));
  return read.success ? read.data : {};
};

/**
 * Assigns a body to the lane of its stream, or to the transactional lane when it cannot be read or
 * names none of the streams that every deployment has.
 */
export const queueByStream = (body: string): QueuedMessage => {
  const { stream = 'transactional' } = readFollowed(body);
  return { lane: basicStreams.get(stream)?.lane ?? 'transactional', body };
};

/**
 * Keys under which the pipeline knows a message that SQS accepted: its own id, or SQS's id when it
 * has none. A refused message may be known by SQS's id even if it has its own.
 */
export const followMessage = (body: string, sqsMessageId: string): PutMessage => {
  const { tenantId = 'default', messageId } = readFollowed(body);
  const own = messageId === undefined ? [] : [{ tenantId, messageId }];
  const byQueue = [...new Set([tenantId, 'default'])].map((tenant) => ({
    tenantId: tenant,
    messageId: sqsMessageId,
  }));
  return { keys: [...own, ...byQueue], sqsMessageId };
};

const recipientLists = z.object({ to: z.unknown(), cc: z.unknown(), bcc: z.unknown() });

/** Number of recipients that a body names, as far as it can be read. */
export const countRecipients = (body: string): number => {
  const read = z.safeParse(z.partial(recipientLists), parseJson(body));
  return Object.values(read.data ?? {}).reduce<number>(
    (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
    0,
  );
};
