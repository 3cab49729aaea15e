import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import type { MessageRecord } from '../../../shared/messages/message-record.ts';
import { attributesOf } from '../models/dynamodb/item.ts';
import type { World } from './world.ts';

/** A message's item as the record that status shows. */
export const recordOf = (
  { database }: Pick<World, 'database'>,
  subject: string,
): MessageRecord | undefined => {
  const item = database.peek('messages', subject);
  return item === undefined ? undefined : parseMessageItem(attributesOf(item));
};
