import * as z from 'zod/mini';
import { foldEvents } from '../../messages/fold-events.ts';
import { foldedName, parseMessageItem, toFoldedAttribute } from '../../messages/message-item.ts';
import type { MessageKey } from '../../messages/ports.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { bytesOfAttribute, eventName } from './event-attribute.ts';
import { messagePk } from './message-key.ts';

/**
 * Limit of events folded by one write: each takes six of the 4,096 bytes of an update expression.
 */
const mostGone = 500;

const roomAttributes = z.object({
  eventBytes: z.optional(z.number()),
  folds: z._default(z.number(), 0),
});

/** Room for events in an item; bytes. */
export interface Room {
  /** Limit of all events. */
  readonly most: number;
  /** Room that must be free. */
  readonly least: number;
}

const nothing = { gone: [], folded: [] } as const;

/**
 * Makes room for further events of a message. `eventBytes` also counts repeated copies, which take
 * no room, so the actual size is computed first. When that is not enough, older events are folded
 * until half of the room is free; see `shared/messages/fold-events.ts`.
 *
 * The write is conditional on the item being unchanged (optimistic lock): each write of events
 * increases `eventBytes`, and each fold `folds`. A caller that finds no room then tries again.
 */
export const makeRoom = async (
  documents: Documents,
  table: string,
  key: MessageKey,
  { most, least }: Room,
): Promise<void> => {
  const keyed = { TableName: table, Key: { pk: messagePk(key) } };
  const item = await documents.get({ ...keyed, ConsistentRead: true });
  if (item === undefined) return;
  const { eventBytes, folds } = roomAttributes.parse(item);
  if (eventBytes === undefined) return;
  const bytesOf = (events: readonly { readonly eventId: string }[]): number =>
    events.reduce((sum, { eventId }) => sum + bytesOfAttribute(item[eventName(eventId)]), 0);
  const record = parseMessageItem(item);
  const { gone, folded } =
    bytesOf(record.events) <= most - least
      ? nothing
      : foldEvents(record, (kept) => bytesOf(kept) <= most / 2, mostGone);
  const sets = [
    'eventBytes = :bytes',
    'folds = :next',
    ...folded.map((_, index) => `#m${index} = :m${index}`),
  ];
  const names: Readonly<Record<string, string>> = {
    ...Object.fromEntries(folded.map(({ sort }, index) => [`#m${index}`, foldedName(sort)])),
    ...Object.fromEntries(gone.map(({ eventId }, index) => [`#g${index}`, eventName(eventId)])),
  };
  await ifHolds(
    documents.update({
      ...keyed,
      UpdateExpression: `SET ${sets.join(', ')}${gone.length === 0 ? '' : ` REMOVE ${gone.map((_, index) => `#g${index}`).join(',')}`}`,
      ConditionExpression: `eventBytes = :seen AND ${folds === 0 ? 'attribute_not_exists(folds)' : 'folds = :folds'}`,
      ...(gone.length === 0 ? {} : { ExpressionAttributeNames: names }),
      ExpressionAttributeValues: {
        ':bytes': bytesOf(record.events) - bytesOf(gone),
        ':next': folds + 1,
        ':seen': eventBytes,
        ...(folds === 0 ? {} : { ':folds': folds }),
        ...Object.fromEntries(folded.map((one, index) => [`:m${index}`, toFoldedAttribute(one)])),
      },
    }),
  );
};
