import { messageLimits } from '../email/message-limits.ts';
import { type Unfolding, unfold } from '../email/unfold.ts';
import { withoutNulls } from '../email/without-nulls.ts';
import { bytesOf } from './queue-limits.ts';
import { toBody } from './to-body.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Unfolds a message before it is on a queue. Each message that it makes is then judged and put by
 * itself, so that a bad one stops no other.
 *
 * @param messageId - of the whole
 * @param mostBytes - of all together, for who shares its memory with others; default: any
 */
export const unfoldEmail = (
  message: Fields,
  messageId: string,
  mostBytes = Number.POSITIVE_INFINITY,
): Unfolding => {
  const unfolding = unfold(withoutNulls(message), messageId);
  return unfolding.kind === 'unfolded' && !fitsIn(mostBytes, unfolding.messages)
    ? { kind: 'wrong', reasons: [tooBigTogether] }
    : unfolding;
};

/** Whether a message goes to several destinations, each by a mail of its own. */
export const hasDestinations = ({ destinations }: Fields): boolean =>
  destinations !== undefined && destinations !== null;

/** Stops at the first that is too much: of fifty large ones a few are written. */
const fitsIn = (mostBytes: number, messages: readonly Fields[]): boolean => {
  if (mostBytes === Number.POSITIVE_INFINITY) return true;
  let bytes = 0;
  return messages.every((message) => {
    bytes += bytesOf(toBody(message) ?? '');
    return bytes <= mostBytes;
  });
};

export const tooBigTogether = `destinations: come to more than ${messageLimits.unfoldedBytes / 1024 / 1024} MiB as one message to each; store the template in SES and give its name, or send several messages`;
