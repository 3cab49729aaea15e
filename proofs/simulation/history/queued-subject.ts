import * as z from 'zod/mini';
import { queueAttributes } from '../../../shared/messages/queue-attributes.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import { markIn } from '../models/ses.ts';

const namesInBody = z.looseObject({
  tenantId: z.string(),
  messageId: z.optional(z.string()),
  template: z.optional(z.looseObject({ data: z.looseObject({}) })),
  /** MIME of mail that SES does not render, in base64. */
  raw: z.optional(z.string()),
});

/** A message on a queue or in storage. */
export type LyingMail = Pick<QueuedMessage, 'id' | 'body' | 'attributes' | 'sentMs'>;

/** `tenant#message` of a message on a queue or of a dead letter. */
export const subjectOfQueued = ({ id, body, attributes }: LyingMail): string => {
  const { tenantId, messageId } = namesInBody.parse(JSON.parse(body));
  const firstId = attributes.sqsMessageId ?? attributes[queueAttributes.firstId] ?? id;
  return `${tenantId}#${messageId ?? firstId}`;
};

/** Mark that distinguishes its mail from another one under the same id. */
export const markOfQueued = ({ body }: LyingMail): string => {
  const { template, raw } = namesInBody.parse(JSON.parse(body));
  return raw === undefined ? JSON.stringify(template?.data) : markIn(Buffer.from(raw, 'base64'));
};

/** Tenant of a message on a queue. */
export const tenantOfQueued = ({ body }: Pick<LyingMail, 'body'>): string =>
  namesInBody.parse(JSON.parse(body)).tenantId;
