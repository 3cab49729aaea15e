import * as z from 'zod/mini';
import { emailMessageSchema } from '../../shared/email/message-schema.ts';
import { type Lane, streamFacts } from '../../shared/email/streams.ts';
import type { PutMessage } from './account.ts';

/**
 * A message as it goes on a queue: the text of its body, which may be broken on purpose, and the
 * lane it belongs to.
 */
export interface QueuedMessage {
  readonly lane: Lane;
  readonly body: string;
}

/**
 * The little that has to be read of a body in order to follow it; anything else about it is for the
 * pipeline to judge.
 */
const { stream, tenantId, messageId } = emailMessageSchema.shape;
const followed = z.object({
  stream: z.catch(stream, undefined),
  tenantId: z.catch(tenantId, undefined),
  messageId: z.catch(messageId, undefined),
});

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const readFollowed = (body: string): z.infer<typeof followed> => {
  const read = z.safeParse(followed, readJson(body));
  return read.success ? read.data : {};
};

/**
 * Puts a body in the lane of its stream; a body that cannot be read, or names no stream, in the
 * transactional one.
 */
export const queueByStream = (body: string): QueuedMessage => {
  const { stream = 'transactional' } = readFollowed(body);
  return { lane: streamFacts[stream].lane, body };
};

/**
 * Under which keys the pipeline knows a message that SQS took: its own id, or the id of SQS when it
 * has none; a refused message may be known by the latter even if it has one.
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

/** How many recipients a body names, as far as it can be read. */
export const countRecipients = (body: string): number => {
  const read = z.safeParse(z.partial(recipientLists), readJson(body));
  return Object.values(read.data ?? {}).reduce<number>(
    (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
    0,
  );
};
