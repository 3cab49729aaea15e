import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import { describeMessage, type MessageStatus } from '../../../shared/messages/message-state.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';

/** The status of a message from the table, or why its item cannot be read. */
export const readStatus = (
  item: Readonly<Record<string, unknown>>,
): MessageStatus | UnreadableItem => {
  try {
    return describeMessage(parseMessageItem(item));
  } catch (error) {
    if (error instanceof UnreadableItem) return error;
    throw error;
  }
};
