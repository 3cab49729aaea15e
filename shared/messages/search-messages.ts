import { UnreadableItem } from '../system/unreadable-item.ts';
import { parseMessageItem } from './message-item.ts';
import { describeMessage, type MessageStatus } from './message-state.ts';
import type { MessageState } from './recipient-state.ts';

/** Which messages of a tenant are looked for; what is absent does not matter. */
export interface MessageSearch {
  readonly tenantId: string;
  /** Canonical address that the message went, or was to go, to. */
  readonly recipient?: string | undefined;
  /** Time at which the pipeline first saw it: from then on, and before then; epoch ms. */
  readonly fromMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly state?: MessageState | undefined;
}

/** A message that was found. */
export interface FoundMessage {
  readonly status: MessageStatus;
  readonly stream: string | undefined;
  /** Epoch ms. */
  readonly firstSeenAtMs: number | undefined;
}

type Item = Readonly<Record<string, unknown>>;

/** A page of a scan: the tenant's items of it, and the key after which the next one begins. */
export interface ScannedPage {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Reads a page of the table, at most 1 MB of it, in no order. */
export type ScanMessages = (tenantId: string, after: string | undefined) => Promise<ScannedPage>;

/** Bounds of one part of a search. */
export interface SearchBounds {
  /** Most messages that it finds. */
  readonly found: number;
  /** Most pages of the table that it reads. */
  readonly pages: number;
  /** Time after which it reads no further page; epoch ms. */
  readonly untilMs: number;
}

/** What a part of a search found. */
export interface SearchPart {
  /** Newest first. */
  readonly found: readonly FoundMessage[];
  /** Items that cannot be read; each may be one that is looked for. */
  readonly unreadable: readonly UnreadableItem[];
  /** Key after which the search goes on; undefined when it has looked at the whole table. */
  readonly next: string | undefined;
}

/**
 * Looks for messages of a tenant, part by part. The key of the table begins with a hash of the id,
 * and no index is kept for searches, which would cost a write for each mail: so a search reads the
 * whole table, and its parts come in no order.
 *
 * @param after - `next` of the part before
 */
export const searchMessages = async (
  { scan, now }: { readonly scan: ScanMessages; readonly now: () => number },
  search: MessageSearch,
  after: string | undefined,
  bounds: SearchBounds,
): Promise<SearchPart> => {
  const found: FoundMessage[] = [];
  const unreadable: UnreadableItem[] = [];
  let next = after;
  for (let pages = 0; pages < bounds.pages; pages += 1) {
    const page = await scan(search.tenantId, next);
    for (const item of page.items) {
      const read = readFound(item);
      if (read instanceof UnreadableItem) unreadable.push(read);
      else if (isSought(read, search)) found.push(read);
      // The rest of the page is read again by the next part.
      if (found.length + unreadable.length >= bounds.found)
        return { found: newestFirst(found), unreadable, next: keyOf(item) };
    }
    next = page.next;
    if (next === undefined || now() >= bounds.untilMs) break;
  }
  return { found: newestFirst(found), unreadable, next };
};

const keyOf = ({ pk }: Item): string => String(pk);

const readFound = (item: Item): FoundMessage | UnreadableItem => {
  try {
    const record = parseMessageItem(item);
    const { stream, firstSeenAtMs } = record;
    return { status: describeMessage(record), stream, firstSeenAtMs };
  } catch (error) {
    if (error instanceof UnreadableItem) return error;
    throw error;
  }
};

const isSought = (
  { status, firstSeenAtMs }: FoundMessage,
  { recipient, fromMs, untilMs, state }: MessageSearch,
): boolean =>
  (recipient === undefined || Object.hasOwn(status.recipients, recipient)) &&
  (state === undefined || status.state === state) &&
  (fromMs === undefined || (firstSeenAtMs ?? -1) >= fromMs) &&
  (untilMs === undefined || (firstSeenAtMs ?? untilMs) < untilMs);

const newestFirst = (found: readonly FoundMessage[]): readonly FoundMessage[] =>
  found.toSorted((one, other) => (other.firstSeenAtMs ?? 0) - (one.firstSeenAtMs ?? 0));
