import { createHash } from 'node:crypto';
import type { MessageKey } from '../messages/ports.ts';

/** An id as it may stand in a log. Ids are the caller's to choose: one that could be an address is shown as a hash. */
export const loggableId = (id: string): string =>
  id.includes('@') ? `sha256:${createHash('sha256').update(id).digest('hex').slice(0, 16)}` : id;

/** A message's key as it may stand in a log. */
export const loggableKey = (
  key: MessageKey,
): { readonly tenantId: string; readonly messageId: string } => ({
  tenantId: key.tenantId,
  messageId: loggableId(key.messageId),
});
