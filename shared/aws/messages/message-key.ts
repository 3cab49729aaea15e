import type { MessageKey } from '../../messages/ports.ts';

/** Attribute by which a message is in the index that finds it by SES's id for its first part. */
export const sesIdKey = 'sesMessageId';

/**
 * Key of the item that holds SES's id for a further part of a message; no tenant id begins with
 * `#`.
 */
export const sesIdPk = (sesMessageId: string): string => `#ses#${sesMessageId}`;

const keptDays = 90;

/** Key of a message's item. Tenant ids hold no `#`, so the first one parts the two. */
export const messagePk = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

export const keyOfPk = (pk: string): MessageKey => {
  const at = pk.indexOf('#');
  return { tenantId: pk.slice(0, at), messageId: pk.slice(at + 1) };
};

/**
 * The expiry of a message that is held: the end of the year 9999; epoch seconds. What was sent of
 * it has to be known for as long as it may come back. It is a number rather than no expiry, so that
 * an event that comes meanwhile finds one and leaves it.
 */
export const neverExpires = 253_402_300_799;

/**
 * When DynamoDB may delete an item that was written then (epoch ms): epoch seconds, as TTL wants.
 */
export const expiry = (nowMs: number): number => Math.floor(nowMs / 1000) + keptDays * 86_400;
