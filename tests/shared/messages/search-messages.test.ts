import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type MessageSearch,
  type ScanMessages,
  searchMessages,
} from '../../../shared/messages/search-messages.ts';

type Item = Readonly<Record<string, unknown>>;

const noon = Date.UTC(2026, 10, 29, 12);
const bounds = { found: 100, pages: 8, untilMs: Number.POSITIVE_INFINITY };

const itemOf = (index: number, changes: Item = {}): Item => ({
  pk: `acme#m-${index}`,
  stream: 'transactional',
  recipients: ['jane@example.org'],
  firstSeenAt: noon + index,
  sent0: `ses-${index}`,
  ...changes,
});

/** Scans a table page by page; the others' items are there, and not handed over. */
const scanOf =
  (table: readonly Item[], pageSize: number): ScanMessages =>
  async (tenantId, after) => {
    const begin = after === undefined ? 0 : table.findIndex(({ pk }) => pk === after) + 1;
    const page = table.slice(begin, begin + pageSize);
    return {
      items: page.filter(({ pk }) => String(pk).startsWith(`${tenantId}#`)),
      next: begin + pageSize < table.length ? String(page.at(-1)?.pk) : undefined,
    };
  };

const idsIn = async (
  scan: ScanMessages,
  search: Omit<MessageSearch, 'tenantId'>,
  one = bounds,
): Promise<readonly string[]> => {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const part = await searchMessages(
      { scan, now: () => noon },
      { tenantId: 'acme', ...search },
      after,
      one,
    );
    ids.push(...part.found.map(({ status }) => status.messageId));
    after = part.next;
  } while (after !== undefined);
  return ids;
};

describe('search-messages', () => {
  it('finds each message that is sought once, whatever the parts and the pages', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ isOwn: fc.boolean(), isToJane: fc.boolean() }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (rows, pageSize, found, pages) => {
          const table = rows.map(({ isOwn, isToJane }, index) =>
            itemOf(index, {
              pk: `${isOwn ? 'acme' : 'zeta'}#m-${index}`,
              recipients: [isToJane ? 'jane@example.org' : 'joe@example.org'],
            }),
          );

          const ids = await idsIn(
            scanOf(table, pageSize),
            { recipient: 'jane@example.org' },
            { ...bounds, found, pages },
          );

          expect(ids.toSorted()).toEqual(
            rows
              .flatMap(({ isOwn, isToJane }, index) => (isOwn && isToJane ? [`m-${index}`] : []))
              .toSorted(),
          );
        },
      ),
    ));

  it.each([
    [{ recipient: 'joe@example.org' }, ['m-2']],
    [{ fromMs: noon + 1, untilMs: noon + 3 }, ['m-2', 'm-1']],
    [{ state: 'held' }, ['m-3']],
    [{ state: 'bounced' }, ['m-4']],
    [{ recipient: 'late@example.org' }, ['m-4']],
    [{ recipient: 'jane@example.org', state: 'held', fromMs: noon + 4 }, []],
  ] as const)('finds by %j, newest first', async (search, ids) => {
    const table = [
      itemOf(0),
      itemOf(1),
      itemOf(2, { recipients: new Set(['joe@example.org']) }),
      itemOf(3, { sent0: undefined, outcome: { state: 'held', at: noon } }),
      // Known from an event alone, whose recipients no sender has written.
      itemOf(4, {
        recipients: undefined,
        ev_1: { k: 'bounce', at: noon, r: ['late@example.org'] },
      }),
    ].map((item) => Object.fromEntries(Object.entries(item).filter(([, value]) => value)));

    expect(await idsIn(scanOf(table, 10), search)).toEqual(ids);
  });

  it('reads so many pages and no more, however little they have', async () => {
    const table = Array.from({ length: 20 }, (_, index) =>
      itemOf(index, { pk: `zeta#m-${index}` }),
    );
    let reads = 0;
    const scan: ScanMessages = (tenantId, after) => {
      reads += 1;
      return scanOf(table, 2)(tenantId, after);
    };

    const part = await searchMessages({ scan, now: () => noon }, { tenantId: 'acme' }, undefined, {
      ...bounds,
      pages: 3,
    });

    expect([reads, part]).toEqual([3, { found: [], unreadable: [], next: 'zeta#m-5' }]);
  });

  it('reads no further page when its time is over', async () => {
    const table = [itemOf(0), itemOf(1), itemOf(2)];

    const part = await searchMessages(
      { scan: scanOf(table, 1), now: () => noon },
      { tenantId: 'acme' },
      undefined,
      { ...bounds, untilMs: noon },
    );

    expect(part.next).toBe('acme#m-0');
  });

  it('tells of a message that cannot be read, and finds the others', async () => {
    const table = [itemOf(0), itemOf(1, { recipients: 7 }), itemOf(2)];

    const part = await searchMessages(
      { scan: scanOf(table, 10), now: () => noon },
      { tenantId: 'acme', recipient: 'jane@example.org' },
      undefined,
      bounds,
    );

    expect(part.found.map(({ status }) => status.messageId)).toEqual(['m-2', 'm-0']);
    expect(part.unreadable.map(({ message }) => message)).toEqual([
      expect.stringContaining('of tenant acme in the messages table: recipients cannot be read'),
    ]);
  });
});
