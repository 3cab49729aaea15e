import type * as z from 'zod/mini';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** The reputation table, the client that reaches it, and the reporter of unreadable items. */
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

/** Reads an item by its schema; undefined, and reported, when it cannot be read. */
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

/** Reads the items of a partition; unreadable ones are reported and left out. */
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
