import { createHash } from 'node:crypto';
import { messageIdForm } from '../../../shared/email/message-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A message whose tenant is known. */
export interface PlannedEmail extends Fields {
  readonly tenantId: string;
}

/**
 * A message under the id that its request's Idempotency-Key stands for, unless it has one of its
 * own. So a request that is repeated after a lost answer is one mail.
 */
export const planIdempotent = (
  message: Fields,
  tenantId: string,
  idempotencyKey: string | undefined,
): PlannedEmail => ({
  ...message,
  ...(idempotencyKey === undefined || message.messageId !== undefined
    ? {}
    : { messageId: idOf(idempotencyKey) }),
  tenantId: typeof message.tenantId === 'string' ? message.tenantId : tenantId,
});

/** The key itself where it can be a message id, else its digest. */
const idOf = (key: string): string =>
  messageIdForm.test(key) ? key : createHash('sha256').update(key).digest('base64url');
