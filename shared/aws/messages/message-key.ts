import type { MessageKey } from '../../messages/ports.ts';

/** Key attribute of the index by SES's id of the first part. */
export const sesIdKey = 'sesMessageId';

/** Key of the item for SES's id of a further part. No tenant id begins with `#`. */
export const sesIdPk = (sesMessageId: string): string => `#ses#${sesMessageId}`;

const keptDays = 90;

/** Key of a message's item. Tenant ids contain no `#`, so the first one separates the two ids. */
export const messagePk = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

export const keyOfPk = (pk: string): MessageKey => {
  const at = pk.indexOf('#');
  return { tenantId: pk.slice(0, at), messageId: pk.slice(at + 1) };
};

/**
 * Expiry of a held message, the end of the year 9999; epoch seconds. What was sent of it must be
 * known for as long as it may come back. It is a number rather than absent, so that an event
 * recorded meanwhile finds an expiry and keeps it.
 */
export const neverExpires = 253_402_300_799;

/** Expiry (TTL) of an item written at `nowMs` (epoch ms); epoch seconds. */
export const expiry = (nowMs: number): number => Math.floor(nowMs / 1000) + keptDays * 86_400;
