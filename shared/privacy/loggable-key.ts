import { createHash } from 'node:crypto';
import type { MessageKey } from '../messages/ports.ts';

/** A message's key as it may appear in a log. */
export const loggableKey = (
  key: MessageKey,
): { readonly tenantId: string; readonly messageId: string } => ({
  tenantId: key.tenantId,
  messageId: loggableId(key.messageId),
});

/** Substitute in a log for a secret: the first 16 hexadecimal digits of its SHA-256. */
export const hashed = (secret: string): string =>
  `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;

/**
 * An id as it may appear in a log. Producers choose ids, so an id that could hold an address is
 * replaced by its hash.
 */
export const loggableId = (id: string): string => (id.includes('@') ? hashed(id) : id);
