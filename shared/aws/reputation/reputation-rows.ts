import type * as z from 'zod/mini';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** The reputation table, the client that reaches it, and who is told of an item that cannot be read. */
export interface ReputationRows {
  readonly documents: Documents;
  readonly table: string;
  readonly tell: TellUnreadable;
}

/** Writes an item as a whole. */
export const putItem = async ({ documents, table }: ReputationRows, item: Item): Promise<void> => {
  await documents.put({ TableName: table, Item: item });
};

/** Items of a partition, in the order of their sort keys. */
export const itemsOf = ({ documents, table }: ReputationRows, pk: string): AsyncIterable<Item> =>
  documents.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
  });

/** What an item says, by its schema; undefined, and told, when it cannot be read. */
export const readOrTell = <Schema extends z.ZodMiniType>(
  tell: TellUnreadable,
  schema: Schema,
  item: Item,
  name: string,
): z.output<Schema> | undefined => {
  const read = readItem(schema, item, `the item ${name} in the reputation table`);
  if (!(read instanceof UnreadableItem)) return read;
  tell(read);
  return undefined;
};

/** What the items of a partition say that can be read. */
export async function* readableOf<Schema extends z.ZodMiniType>(
  rows: ReputationRows,
  pk: string,
  schema: Schema,
): AsyncIterable<z.output<Schema>> {
  for await (const item of itemsOf(rows, pk)) {
    const read = readOrTell(rows.tell, schema, item, `${pk} ${String(item.sk)}`);
    if (read !== undefined) yield read;
  }
}
