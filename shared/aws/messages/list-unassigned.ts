import * as z from 'zod/mini';
import { messageItemName } from '../../messages/message-item-name.ts';
import type {
  ListUnassigned,
  UnassignedMail,
  UnassignedPlace,
} from '../../messages/unassigned-mail.ts';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import { unassignedTenant } from '../../tenants/names.ts';
import type { Item } from '../dynamodb/documents.ts';
import { unassignedIndex } from './foreign-effects.ts';
import { keyOfPk, messagePk } from './message-key.ts';
import type { MessageRows } from './message-rows.ts';

const rowSchema = z.object({
  pk: z.string(),
  firstSeenAt: z.number(),
  senderDomain: z.optional(z.string()),
  disputedBy: z._default(z.array(z.string()), []),
});

/** Mails per page of the index. */
const pageSize = 500;

/**
 * Lists the mail that no tenant claims. A page of the index is read when the one before has been
 * consumed; an item that cannot be read is told and left out.
 */
export const listUnassigned = ({ documents, table }: MessageRows): ListUnassigned =>
  async function* (tell: TellUnreadable, after?: UnassignedPlace): AsyncGenerator<UnassignedMail> {
    const newestFirst = documents.query({
      TableName: table,
      IndexName: unassignedIndex,
      KeyConditionExpression: 'listedIn = :list',
      ExpressionAttributeValues: { ':list': unassignedTenant },
      ScanIndexForward: false,
      Limit: pageSize,
      ExclusiveStartKey: after && keysOf(after),
    });
    for await (const item of newestFirst) {
      const mail = toMail(item);
      if (mail instanceof UnreadableItem) tell(mail);
      else yield mail;
    }
  };

/** Keys of an item in the table and in the index. */
const keysOf = ({ messageId, firstSeenAtMs }: UnassignedPlace): Item => ({
  pk: messagePk({ tenantId: unassignedTenant, messageId }),
  listedIn: unassignedTenant,
  firstSeenAt: firstSeenAtMs,
});

const toMail = (item: Item): UnassignedMail | UnreadableItem => {
  const read = readItem(rowSchema, item, messageItemName(item));
  if (read instanceof UnreadableItem) return read;
  const { pk, firstSeenAt, senderDomain, disputedBy } = read;
  const { messageId } = keyOfPk(pk);
  return { messageId, firstSeenAtMs: firstSeenAt, senderDomain, disputedBy };
};
