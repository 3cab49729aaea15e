import { validateMessage } from '../email/validate-message.ts';
import { type MissingLink, missingLink } from '../unsubscribe/missing-link.ts';
import { laneOf, toBody } from './plan-email.ts';

/**
 * Finds what a valid message lacks and nobody refuses: for a mail of the stream `marketing`, a
 * visible link to unsubscribe, whether or not the stage adds the headers.
 *
 * @param nowMs - epoch ms
 * @returns one entry per field; none for a message that is invalid
 */
export const emailAdvice = (
  message: Readonly<Record<string, unknown>>,
  nowMs: number,
): readonly MissingLink[] => {
  const body = toBody(message);
  if (body === undefined) return [];
  const validation = validateMessage(body, {
    sqsMessageId: 'none',
    queueLane: laneOf(message),
    nowMs,
  });
  if (validation.kind !== 'valid' || validation.message.stream !== 'marketing') return [];
  const missing = missingLink(validation.message);
  return missing === undefined ? [] : [missing];
};
