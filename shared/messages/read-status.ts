import { UnreadableItem } from '../system/unreadable-item.ts';
import { parseMessageItem } from './message-item.ts';
import { describeMessage, type MessageStatus } from './message-state.ts';

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
