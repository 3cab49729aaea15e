import type { MessageKey } from '../../messages/ports.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents, Item, UpdateRequest } from '../dynamodb/documents.ts';
import { messagePk } from './message-key.ts';

/** The messages table, and the client that reaches it. */
export interface MessageRows {
  readonly documents: Documents;
  readonly table: string;
}

/** An update of a message's item, without its key. */
export type MessageUpdate = Omit<UpdateRequest, 'TableName' | 'Key'>;

/** Names of the attributes that hold the claim of a part. */
export const claimNames = (part: number) => ({
  '#lease': `lease${part}`,
  '#owner': `owner${part}`,
});

/**
 * Sends an update; resolves to what it returns, or to undefined when its condition does not hold.
 */
export const updateMessage = (
  { documents, table }: MessageRows,
  key: MessageKey,
  update: MessageUpdate,
): Promise<Item | undefined> =>
  ifHolds(documents.update({ TableName: table, Key: { pk: messagePk(key) }, ...update }));
