import { createHash } from 'node:crypto';
import type { MessageKey } from '../messages/ports.ts';

/** Stands in a log for what may not: the first 16 hexadecimal digits of its SHA-256. */
export const hashed = (secret: string): string =>
  `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;

/**
 * An id as it may stand in a log. Ids are the caller's to choose: one that could be an address is
 * shown as a hash.
 */
export const loggableId = (id: string): string => (id.includes('@') ? hashed(id) : id);

/** A message's key as it may stand in a log. */
export const loggableKey = (
  key: MessageKey,
): { readonly tenantId: string; readonly messageId: string } => ({
  tenantId: key.tenantId,
  messageId: loggableId(key.messageId),
});
