import { messageLimits } from '../email/message-limits.ts';
import { idOfDestination } from '../email/unfold.ts';
import type { UnreadableItem } from '../system/unreadable-item.ts';
import type { MessageStatus } from './message-state.ts';
import type { MessageKey } from './ports.ts';
import type { MessageState } from './recipient-state.ts';

/** What is known of a message to several destinations, by the messages that it became. */
export interface WholeStatus {
  readonly messageId: string;
  readonly tenantId: string;
  /** Number of its known messages by their state. */
  readonly states: Readonly<Partial<Record<MessageState, number>>>;
  /**
   * Its messages, in the order of the destinations. Absent are those that wait in their queue and were
   * never tried, and those with an id of their own.
   */
  readonly messages: readonly { readonly messageId: string; readonly state: MessageState }[];
  /** Why a message under the id of the whole was refused before it was unfolded, or after. */
  readonly reasons: readonly string[];
}

/** Keys that the messages of a whole have; it writes nothing under its own id when it is unfolded. */
export const keysOfWhole = ({ tenantId, messageId }: MessageKey): readonly MessageKey[] =>
  Array.from({ length: messageLimits.destinations }, (_, index) => ({
    tenantId,
    messageId: idOfDestination(messageId, index),
  }));

/** Whether there may be messages of a whole with this id; for anything else nobody has to look. */
export const mayBeWhole = (status: MessageStatus | undefined): boolean =>
  status === undefined ||
  (status.state === 'rejected' && Object.keys(status.recipients).length === 0);

/**
 * @param own - under the id of the whole itself
 * @param statuses - of messages with {@link keysOfWhole}; one that cannot be read is left out
 * @returns undefined when no message of a whole is known
 */
export const describeWhole = (
  key: MessageKey,
  own: MessageStatus | undefined,
  statuses: readonly (MessageStatus | UnreadableItem)[],
): WholeStatus | undefined => {
  const states = new Map(
    statuses.flatMap((status) => ('state' in status ? [[status.messageId, status.state]] : [])),
  );
  const messages = keysOfWhole(key).flatMap(({ messageId }) => {
    const state = states.get(messageId);
    return state === undefined ? [] : [{ messageId, state }];
  });
  return messages.length === 0
    ? undefined
    : {
        ...{ messageId: key.messageId, tenantId: key.tenantId },
        states: countsOf(messages.map(({ state }) => state)),
        messages,
        reasons: own?.reasons ?? [],
      };
};

/** Number of each state, in the order in which they first occur. */
export const countsOf = <State extends string>(
  states: readonly State[],
): Readonly<Partial<Record<State, number>>> => {
  const counts: Partial<Record<State, number>> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};
