import { idOfKey } from '../../../shared/messages/id-of-key.ts';

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
    : { messageId: idOfKey(idempotencyKey) }),
  tenantId: typeof message.tenantId === 'string' ? message.tenantId : tenantId,
});
