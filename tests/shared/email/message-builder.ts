import type { EmailMessage } from '../../../shared/email/message-schema.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { SendableMessage } from '../../../shared/email/valid-message.ts';
import {
  type Validation,
  type ValidationContext,
  validateMessage,
} from '../../../shared/email/validate-message.ts';

export const newYear2030 = Date.parse('2030-01-01T00:00:00Z');
export const sqsMessageId = '059f36b4-87a3-44ab-83d2-661975830a7d';

export const onTransactionalQueue: ValidationContext = {
  sqsMessageId,
  streams: basicStreams,
  queueLane: 'transactional',
  nowMs: newYear2030,
};
export const onBulkQueue: ValidationContext = {
  ...onTransactionalQueue,
  streams: basicStreams,
  queueLane: 'bulk',
};

/** A small mail that keeps every rule. */
export const mail = (
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  ...({
    from: 'Shop <shop@example.com>',
    to: ['jane@example.org'],
    subject: 'Your order',
    text: 'Thank you.',
  } satisfies EmailMessage),
  ...changes,
});

/** The same with some fields taken out. */
export const mailWithout = (
  fields: readonly string[],
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(mail(changes)).filter(([field]) => !fields.includes(field)));

export const validate = (
  message: unknown,
  context: ValidationContext = onTransactionalQueue,
): Validation => validateMessage(JSON.stringify(message), context);

export const reasonsFor = (
  message: unknown,
  context: ValidationContext = onTransactionalQueue,
): readonly string[] => {
  const validation = validate(message, context);
  return validation.kind === 'rejected' ? validation.reasons : [];
};

export const validOf = (
  message: unknown,
  context: ValidationContext = onTransactionalQueue,
): SendableMessage => {
  const validation = validate(message, context);
  if (validation.kind !== 'valid')
    throw new Error(
      `not valid: ${validation.kind === 'rejected' ? validation.reasons.join(' | ') : validation.kind}`,
    );
  const { from } = validation.message;
  if (from === undefined) throw new Error('not sendable: it names no sender');
  return { ...validation.message, from };
};

export const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
