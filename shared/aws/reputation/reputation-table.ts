import * as z from 'zod/mini';
import {
  addCounts,
  type Counts,
  nameOfStream,
  noCounts,
  type Tally,
} from '../../reputation/counts.ts';
import { standings } from '../../reputation/judge.ts';
import { dayOf, hourMs, hourOf } from '../../reputation/periods.ts';
import type { RecordFacts, ReputationBook } from '../../reputation/reputation-book.ts';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';
import { recordFactsIn, talliesOfItem } from './reputation-facts.ts';
import {
  chunks,
  cursorKey,
  dayPk,
  expiryOf,
  hourName,
  hourPk,
  latePk,
  slotName,
  slotPk,
  standingPk,
} from './reputation-keys.ts';

/** Streams in one item of sums, which may have 400 KB. */
const namesPerSum = 2_000;
const sumItem = z.looseObject({
  sk: z.string().check(z.regex(/^\d\d#\d+$/)),
  counts: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
});
const lateItem = z.looseObject({
  sk: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/)),
  mark: z.string(),
});
const cursorItem = z.looseObject({ slot: z.number() });
const standingItem = z.looseObject({
  tenantId: z.string(),
  scope: z.string(),
  standing: z.enum(standings),
  sinceMs: z.number(),
  why: z.string(),
});

/**
 * The reputation table; its layout, and why it counts nothing twice and forgets nothing, is in
 * docs/reputation.md.
 */
export const reputationTable = (
  documents: Documents,
  table: string,
  now: () => number,
  tell: TellUnreadable = () => {},
): ReputationBook & { readonly recordFacts: RecordFacts } => {
  const put = async (Item: Item): Promise<void> => {
    await documents.put({ TableName: table, Item });
  };

  const query = (pk: string): AsyncIterable<Item> =>
    documents.query({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });

  const readSums = async (
    pk: string,
    beginningOf: (sk: string) => number,
  ): Promise<ReadonlyMap<number, Tally>> => {
    const sums = new Map<number, Map<string, Counts>>();
    for await (const item of query(pk)) {
      // Written by the guard alone, which writes the whole of it anew when something of its time
      // changes.
      const sum = readItem(
        sumItem,
        item,
        `the item ${pk} ${String(item.sk)} in the reputation table`,
      );
      if (sum instanceof UnreadableItem) {
        tell(sum);
        continue;
      }
      const { sk, counts } = sum;
      const beginning = beginningOf(sk);
      const tally = sums.get(beginning) ?? new Map<string, Counts>();
      for (const [name, [sent, bounced, complained]] of Object.entries(counts))
        tally.set(name, { sent, bounced, complained });
      sums.set(beginning, tally);
    }
    return sums;
  };

  const writeSum = async (pk: string, part: string, atMs: number, tally: Tally): Promise<void> => {
    const entries = [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1));
    await Promise.all(
      chunks(entries, namesPerSum).map((some, index) =>
        put({
          pk,
          sk: `${part}#${index}`,
          counts: Object.fromEntries(
            some.map(([name, { sent, bounced, complained }]) => [
              name,
              [sent, bounced, complained],
            ]),
          ),
          expiresAt: expiryOf(atMs),
        }),
      ),
    );
  };

  return {
    recordFacts: async (facts) => recordFactsIn(documents, table, facts, now()),

    countSlot: async (slot) => {
      const tally = new Map<string, Counts>();
      for (const isElsewhere of [false, true])
        for await (const item of query(slotPk(slot, isElsewhere)))
          for (const [name, counts] of talliesOfItem(item))
            tally.set(name, addCounts(tally.get(name) ?? noCounts, counts));
      return tally;
    },
    readSlots: (hour) => readSums(hourPk(hour), (sk) => hour + Number(sk.slice(0, 2)) * 60_000),
    writeSlot: (slot, tally) =>
      writeSum(hourPk(hourOf(slot)), slotName(slot).slice(14), slot, tally),
    readHours: (day) => readSums(dayPk(day), (sk) => day + Number(sk.slice(0, 2)) * hourMs),
    writeHour: (hour, tally) => writeSum(dayPk(dayOf(hour)), hourName(hour).slice(11), hour, tally),

    readCursor: async () => {
      const item = await documents.get({ TableName: table, Key: cursorKey, ConsistentRead: true });
      const read = item && readItem(cursorItem, item, 'the item cursor in the reputation table');
      if (!(read instanceof UnreadableItem)) return read?.slot;
      tell(read);
      return undefined;
    },
    writeCursor: (slot) => put({ ...cursorKey, slot }),

    listLate: async () => {
      const late: { readonly slot: number; readonly mark: string }[] = [];
      for await (const item of query(latePk)) {
        const read = readItem(
          lateItem,
          item,
          `the item ${latePk} ${String(item.sk)} in the reputation table`,
        );
        if (read instanceof UnreadableItem) tell(read);
        else late.push({ slot: Date.parse(`${read.sk}:00Z`), mark: read.mark });
      }
      return late;
    },
    settleLate: async ({ slot, mark }) => {
      await ifHolds(
        documents.delete({
          TableName: table,
          Key: { pk: latePk, sk: slotName(slot) },
          ConditionExpression: 'mark = :mark',
          ExpressionAttributeValues: { ':mark': mark },
        }),
      );
    },

    listStandings: async () => {
      const kept: z.infer<typeof standingItem>[] = [];
      for await (const item of query(standingPk)) {
        const read = readItem(
          standingItem,
          item,
          `the item ${standingPk} ${String(item.sk)} in the reputation table`,
        );
        if (read instanceof UnreadableItem) tell(read);
        else kept.push(read);
      }
      return kept;
    },
    writeStanding: ({ tenantId, scope, standing, sinceMs, why }) =>
      put({
        pk: standingPk,
        sk: nameOfStream(tenantId, scope),
        tenantId,
        scope,
        standing,
        sinceMs,
        why,
        // A good name needs no remembering for long.
        ...(standing === 'healthy' ? { expiresAt: expiryOf(sinceMs) } : {}),
      }),
  };
};
