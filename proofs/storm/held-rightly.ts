import { basicStreams, factsOf, type Stream } from '../../shared/email/streams.ts';
import type { MessageStatus } from '../../shared/messages/message-state.ts';

/** Calls after which two may have lost their answers. */
const twice = 2;

/**
 * Why a message is wrongly held after a storm; undefined when it is held by the rule of
 * docs/sending.md.
 *
 * Other mail is sent all the while and afterwards, so feedback flows: no mail of a stream that may
 * be resent is held for lack of feedback, and only a second lost answer holds it.
 */
export const heldWrongly = (
  stream: Stream,
  { reasons, attempts }: Pick<MessageStatus, 'reasons' | 'attempts'>,
): string | undefined => {
  const because = (words: string): boolean => reasons.some((reason) => reason.includes(words));
  const isMarketing = factsOf(basicStreams, stream).onUnknownOutcome === 'hold';
  if (because('its stream does not send twice'))
    return isMarketing && attempts >= 1 ? undefined : 'its stream is sent again';
  if (because('it was sent twice already'))
    return attempts >= twice ? undefined : `it was held as sent twice after ${attempts} calls`;
  return 'it is held although feedback flows and no second answer was lost';
};
