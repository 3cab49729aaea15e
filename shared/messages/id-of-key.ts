import { createHash } from 'node:crypto';
import { messageIdForm } from '../email/message-fields.ts';

/**
 * Message id that an idempotency key stands for, at whichever entrance it comes: the key itself
 * where it can be a message id, else its digest.
 */
export const idOfKey = (key: string): string =>
  messageIdForm.test(key) ? key : createHash('sha256').update(key).digest('base64url');
