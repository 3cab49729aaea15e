import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import type { MessageRecord } from '../../../shared/messages/message-record.ts';
import { attributesOf } from '../models/dynamodb/item.ts';
import type { World } from './world.ts';

/** What the table holds of a message, in the form in which it is shown. */
export const recordOf = (
  { database }: Pick<World, 'database'>,
  subject: string,
): MessageRecord | undefined => {
  const item = database.peek('messages', subject);
  return item === undefined ? undefined : parseMessageItem(attributesOf(item));
};
