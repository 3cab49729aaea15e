import { createHash } from 'node:crypto';
import type { MessageKey } from '../ports.ts';

/** A message's key as it may stand in a log. Ids are the caller's to choose: one that could be an address is shown as a hash. */
export const loggableKey = (
  key: MessageKey,
): { readonly tenantId: string; readonly messageId: string } => ({
  tenantId: key.tenantId,
  messageId: key.messageId.includes('@')
    ? `sha256:${createHash('sha256').update(key.messageId).digest('hex').slice(0, 16)}`
    : key.messageId,
});
