import * as z from 'zod/mini';
import { addCounts, type Counts, noCounts, type Tally } from '../../reputation/counts.ts';
import type { Item } from '../dynamodb/documents.ts';
import { talliesOfItem } from './reputation-facts.ts';
import { chunks, expiryOf, slotPk } from './reputation-keys.ts';
import { itemsOf, putItem, type ReputationRows, readableOf } from './reputation-rows.ts';

/** Most streams in one item of sums; an item may have 400 KB. */
const namesPerSum = 2_000;

/**
 * Sums of one slot or hour, or a part of them. Only the guard writes them, and replaces all parts
 * when something changes.
 */
const sumItem = z.looseObject({
  sk: z.string().check(z.regex(/^\d\d#\d+$/)),
  counts: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
});

/** Place of an item of sums. */
export interface SumPlace {
  readonly pk: string;
  /** Two digits: the minute of the slot, or the hour of the day. */
  readonly part: string;
  /** Beginning of the slot or hour; epoch ms. */
  readonly atMs: number;
}

/** Adds up the facts of a slot, of the account's own mail and of mail elsewhere. */
export const countSlot = async (rows: ReputationRows, slot: number): Promise<Tally> => {
  const tally = new Map<string, Counts>();
  for (const isElsewhere of [false, true])
    for await (const item of itemsOf(rows, slotPk(slot, isElsewhere)))
      for (const [name, counts] of talliesOfItem(item))
        tally.set(name, addCounts(tally.get(name) ?? noCounts, counts));
  return tally;
};

/** Sums of a partition, by the beginning of each slot or hour (epoch ms). */
export const readSums = async (
  rows: ReputationRows,
  pk: string,
  beginningOf: (part: number) => number,
): Promise<ReadonlyMap<number, Tally>> => {
  const sums = new Map<number, Map<string, Counts>>();
  for await (const { sk, counts } of readableOf(rows, pk, sumItem)) {
    const beginning = beginningOf(Number(sk.slice(0, 2)));
    const tally = sums.get(beginning) ?? new Map<string, Counts>();
    for (const [name, [sent, bounced, complained]] of Object.entries(counts))
      tally.set(name, { sent, bounced, complained });
    sums.set(beginning, tally);
  }
  return sums;
};

/** Items of the sums of one slot or hour; as many as its streams need. */
export const sumItems = ({ pk, part, atMs }: SumPlace, tally: Tally): readonly Item[] => {
  const entries = [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return chunks(entries, namesPerSum).map((some, index) => ({
    pk,
    sk: `${part}#${index}`,
    counts: Object.fromEntries(
      some.map(([name, { sent, bounced, complained }]) => [name, [sent, bounced, complained]]),
    ),
    expiresAt: expiryOf(atMs),
  }));
};

/** Writes all sums of one slot or hour. */
export const writeSum = async (
  rows: ReputationRows,
  place: SumPlace,
  tally: Tally,
): Promise<void> => {
  await Promise.all(sumItems(place, tally).map((item) => putItem(rows, item)));
};
