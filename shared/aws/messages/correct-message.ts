import type { CorrectMessage, MessageKey } from '../../messages/ports.ts';
import { type MessageRows, type MessageUpdate, updateMessage } from './message-rows.ts';

/** The first mail with the id, as it was read. */
type FirstMail = Parameters<CorrectMessage>[1];

/** Corrects a message; false when it was claimed meanwhile. */
export const correctMessage = async (
  rows: MessageRows,
  key: MessageKey,
  from: FirstMail,
  to: string,
): Promise<boolean> => (await updateMessage(rows, key, correctionUpdate(from, to))) !== undefined;

/**
 * Condition that nothing was claimed meanwhile. A mail that ended before any claim has no attempts
 * in its item.
 */
const isAsFound = ({ attempts }: FirstMail): string =>
  attempts === 0
    ? '(attribute_not_exists(attempts) OR attempts = :attempts)'
    : 'attempts = :attempts';

/**
 * Assigns the id to another mail if the first is unchanged, and deletes the plan and the refusals
 * of the first.
 */
const correctionUpdate = (from: FirstMail, to: string): MessageUpdate => {
  const forgotten = from.refusedParts.flatMap((part) => [`refused${part}`, `refusal${part}`]);
  return {
    UpdateExpression: `SET fingerprint = :to REMOVE ${['#plan', ...forgotten].join(', ')}`,
    ConditionExpression: `fingerprint = :from AND ${isAsFound(from)}`,
    ExpressionAttributeNames: { '#plan': 'plan' },
    ExpressionAttributeValues: {
      ':to': to,
      ':from': from.fingerprint,
      ':attempts': from.attempts,
    },
  };
};
