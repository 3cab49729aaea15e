import type { MessageKey } from '../ports.ts';

/** Attribute by which a message is in the index that finds it by SES's id for its first part. */
export const sesIdKey = 'sesMessageId';

const keptDays = 90;

/** Key of a message's item. Tenant ids hold no `#`, so the first one parts the two. */
export const messagePk = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

export const keyOfPk = (pk: string): MessageKey => {
  const at = pk.indexOf('#');
  return { tenantId: pk.slice(0, at), messageId: pk.slice(at + 1) };
};

/** When DynamoDB may delete an item that was written then (epoch ms): epoch seconds, as TTL wants. */
export const expiry = (nowMs: number): number => Math.floor(nowMs / 1000) + keptDays * 86_400;
