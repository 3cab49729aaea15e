import * as z from 'zod/mini';
import type { SearchPlaces } from '../../messages/search-places.ts';
import { readItem, UnreadableItem } from '../../system/unreadable-item.ts';
import type { MessageRows } from './message-rows.ts';

/** How long a search can go on after it stopped; seconds. */
const keptSeconds = 3_600;

const placeItem = z.object({ tenantId: z.string(), after: z.string(), expiresAt: z.number() });

/** Where searches stopped, as items of the messages table that expire. */
export const searchPlaces = (
  { documents, table }: MessageRows,
  now: () => number,
  newId: () => string,
): SearchPlaces => ({
  keep: async (tenantId, after) => {
    const id = newId();
    const expiresAt = Math.floor(now() / 1000) + keptSeconds;
    await documents.put({
      TableName: table,
      Item: { pk: placePk(id), tenantId, after, expiresAt },
    });
    return id;
  },
  find: async (tenantId, id) => {
    const item = await documents.get({ TableName: table, Key: { pk: placePk(id) } });
    if (item === undefined) return undefined;
    const place = readItem(placeItem, item, 'an item #search# of the messages table');
    if (place instanceof UnreadableItem || place.tenantId !== tenantId) return undefined;
    return now() < place.expiresAt * 1000 ? place.after : undefined;
  },
});

/** Key of the item that keeps where a search stopped. No tenant id begins with `#`. */
const placePk = (id: string): string => `#search#${id}`;
