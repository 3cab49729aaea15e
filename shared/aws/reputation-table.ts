import * as z from 'zod/mini';
import {
  addCounts,
  type Counts,
  nameOfStream,
  noCounts,
  type Tally,
} from '../reputation/counts.ts';
import { standings } from '../reputation/judge.ts';
import { dayOf, hourMs, hourOf, isLate, slotOf } from '../reputation/periods.ts';
import type { RecordFacts, ReputationBook } from '../reputation/reputation-book.ts';
import type { ReputationFact } from '../reputation/reputation-fact.ts';
import { ifHolds } from './conditional-write.ts';
import type { Documents, Item } from './documents.ts';

/**
 * Sent mail is gathered by the time SES accepted it, so that a mail lies in the same item whenever and in whatever batch its event comes.
 * Two seconds: a batch of a busy pipeline writes one or two items, and at 1,000 a second an item stays below 20 KB.
 */
const gatherMs = 2_000;
/** Attributes changed by one write; DynamoDB takes 4 KB of expression. */
const namesPerWrite = 100;
/** Streams in one item of sums, which may have 400 KB. */
const namesPerSum = 2_000;
const keptDays = 9;

const iso = (epochMs: number, length: number): string =>
  new Date(epochMs).toISOString().slice(0, length);
const slotPk = (slot: number): string => `slot#${iso(slot, 16)}`;
const hourPk = (hour: number): string => `hour#${iso(hour, 13)}`;
const dayPk = (day: number): string => `day#${iso(day, 10)}`;
const latePk = 'late';
const standingPk = 'standing';
const cursorKey = { pk: 'cursor', sk: 'cursor' } as const;

const expiryOf = (atMs: number): number => Math.floor(atMs / 1000) + keptDays * 86_400;

/** Hexadecimal digits of the event's id, which is a hash: among 100,000 mails of two seconds two are alike once in 50,000 times. */
const markDigits = 12;

/** Six bytes of the event's id, and one for the number of recipients. */
const markOf = ({ eventId, recipients }: ReputationFact): Uint8Array =>
  Buffer.concat([
    Buffer.from(eventId.slice(0, markDigits), 'hex'),
    Buffer.of(Math.min(recipients, 255)),
  ]);

/** DynamoDB refuses a set with the same bytes twice. */
const setOf = (facts: readonly ReputationFact[]): Set<Uint8Array> =>
  new Set(new Map(facts.map((fact) => [fact.eventId.slice(0, markDigits), markOf(fact)])).values());

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const sumItem = z.looseObject({
  sk: z.string(),
  counts: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
});
const factItem = z.looseObject({
  kind: z.enum(['bounced', 'complained']),
  tenantId: z.string(),
  stream: z.string(),
  recipients: z.number(),
  isElsewhere: z.optional(z.boolean()),
});
const lateItem = z.looseObject({ sk: z.string(), mark: z.string() });
const cursorItem = z.looseObject({ slot: z.number() });
const standingItem = z.looseObject({
  tenantId: z.string(),
  scope: z.string(),
  standing: z.enum(standings),
  sinceMs: z.number(),
  why: z.string(),
});

/** What one raw item adds to the tally of its slot. */
const talliesOfItem = (
  item: Readonly<Record<string, unknown>>,
): readonly (readonly [string, Counts])[] => {
  const fact = z.safeParse(factItem, item);
  if (fact.success) {
    const { kind, tenantId, stream, recipients, isElsewhere } = fact.data;
    return [[nameOfStream(tenantId, stream, isElsewhere), { ...noCounts, [kind]: recipients }]];
  }
  return Object.entries(item).flatMap(([name, marks]) => {
    if (!(marks instanceof Set)) return [];
    let sent = 0;
    for (const mark of marks) if (mark instanceof Uint8Array) sent += mark.at(-1) ?? 0;
    return [[name, { ...noCounts, sent }] as const];
  });
};

/** The reputation table; its layout, and why it counts nothing twice and forgets nothing, is in docs/reputation.md. */
export const reputationTable = (
  documents: Documents,
  table: string,
  now: () => number,
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

  /** A set that has an element already is not changed by adding it. */
  const gather = async (
    slot: number,
    gatheredAtMs: number,
    facts: readonly ReputationFact[],
  ): Promise<void> => {
    const byName = [
      ...Map.groupBy(facts, ({ tenantId, stream, isElsewhere }) =>
        nameOfStream(tenantId, stream, isElsewhere),
      ),
    ];
    for (const some of chunks(byName, namesPerWrite)) {
      await documents.update({
        TableName: table,
        Key: { pk: slotPk(slot), sk: `sent#${String(gatheredAtMs - slot).padStart(6, '0')}` },
        UpdateExpression: `SET expiresAt = :expiry ADD ${some.map((_, index) => `#n${index} :n${index}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(
          some.map(([name], index) => [`#n${index}`, name]),
        ),
        ExpressionAttributeValues: {
          ':expiry': expiryOf(slot),
          ...Object.fromEntries(some.map(([, ones], index) => [`:n${index}`, setOf(ones)])),
        },
      });
    }
  };

  const noteOne = ({
    kind,
    eventId,
    atMs,
    tenantId,
    stream,
    recipients,
    isElsewhere,
  }: ReputationFact): Promise<void> => {
    const slot = slotOf(atMs);
    return put({
      pk: slotPk(slot),
      sk: `${kind}#${eventId}`,
      ...{ kind, tenantId, stream, recipients },
      ...(isElsewhere ? { isElsewhere } : {}),
      expiresAt: expiryOf(slot),
    });
  };

  const readSums = async (
    pk: string,
    beginningOf: (sk: string) => number,
  ): Promise<ReadonlyMap<number, Tally>> => {
    const sums = new Map<number, Map<string, Counts>>();
    for await (const item of query(pk)) {
      const { sk, counts } = sumItem.parse(item);
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
    recordFacts: async (facts) => {
      const nowMs = now();
      const sent = Map.groupBy(
        facts.filter(({ kind }) => kind === 'sent'),
        ({ atMs }) => Math.floor(atMs / gatherMs) * gatherMs,
      );
      await Promise.all([
        ...[...sent].map(([gatheredAtMs, ones]) =>
          gather(slotOf(gatheredAtMs), gatheredAtMs, ones),
        ),
        ...facts.filter(({ kind }) => kind !== 'sent').map(noteOne),
      ]);
      // After the facts, so that whoever reads the mark finds them.
      const late = Map.groupBy(facts, ({ atMs }) => slotOf(atMs));
      await Promise.all(
        [...late].flatMap(([slot, [first]]) =>
          first !== undefined && isLate(slot, nowMs)
            ? [
                put({
                  pk: latePk,
                  sk: iso(slot, 16),
                  mark: `${nowMs}-${first.eventId}`,
                  expiresAt: expiryOf(nowMs),
                }),
              ]
            : [],
        ),
      );
    },

    countSlot: async (slot) => {
      const tally = new Map<string, Counts>();
      for await (const item of query(slotPk(slot)))
        for (const [name, counts] of talliesOfItem(item))
          tally.set(name, addCounts(tally.get(name) ?? noCounts, counts));
      return tally;
    },
    readSlots: (hour) => readSums(hourPk(hour), (sk) => hour + Number(sk.slice(0, 2)) * 60_000),
    writeSlot: (slot, tally) =>
      writeSum(hourPk(hourOf(slot)), iso(slot, 16).slice(14), slot, tally),
    readHours: (day) => readSums(dayPk(day), (sk) => day + Number(sk.slice(0, 2)) * hourMs),
    writeHour: (hour, tally) => writeSum(dayPk(dayOf(hour)), iso(hour, 13).slice(11), hour, tally),

    readCursor: async () => {
      const item = await documents.get({ TableName: table, Key: cursorKey, ConsistentRead: true });
      return item && cursorItem.parse(item).slot;
    },
    writeCursor: (slot) => put({ ...cursorKey, slot }),

    listLate: async () => {
      const late: { readonly slot: number; readonly mark: string }[] = [];
      for await (const item of query(latePk)) {
        const { sk, mark } = lateItem.parse(item);
        late.push({ slot: Date.parse(`${sk}:00Z`), mark });
      }
      return late;
    },
    settleLate: async ({ slot, mark }) => {
      await ifHolds(
        documents.delete({
          TableName: table,
          Key: { pk: latePk, sk: iso(slot, 16) },
          ConditionExpression: 'mark = :mark',
          ExpressionAttributeValues: { ':mark': mark },
        }),
      );
    },

    listStandings: async () => {
      const kept: z.infer<typeof standingItem>[] = [];
      for await (const item of query(standingPk)) kept.push(standingItem.parse(item));
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
