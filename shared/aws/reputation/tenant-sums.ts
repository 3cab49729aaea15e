import * as z from 'zod/mini';
import type { Streams } from '../../email/streams.ts';
import { type Counts, nameOfStream, unknownStream } from '../../reputation/counts.ts';
import { hourMs } from '../../reputation/periods.ts';
import type { KeptStanding, ReputationBook } from '../../reputation/reputation-book.ts';
import { dayPk, standingPk } from './reputation-keys.ts';
import { type ReputationRows, readOrTell } from './reputation-rows.ts';
import { standingSchema } from './standings.ts';

/**
 * What the guard has stored of one tenant. The sums of all tenants lie in the same items; DynamoDB
 * hands over this tenant's part of them alone. Reads with eventual consistency, at half the price.
 */
export const tenantSums = (
  rows: ReputationRows,
  tenantId: string,
  streams: Streams,
): Pick<ReputationBook, 'readHours' | 'listStandings'> => ({
  readHours: (day) => readHours(rows, namesOf(tenantId, streams), day),
  listStandings: () => readStandings(rows, tenantId),
});

const counts = z.tuple([z.number(), z.number(), z.number()]);

const partOfSum = z.looseObject({
  sk: z.string().check(z.regex(/^\d\d#\d+$/)),
  counts: z.optional(z.record(z.string(), counts)),
});

/** Names of all streams that a tenant's mail can be counted under. */
const namesOf = (tenantId: string, streams: Streams): readonly string[] =>
  [...streams.keys(), unknownStream].flatMap((stream) =>
    [false, true].map((isElsewhere) => nameOfStream(tenantId, stream, isElsewhere)),
  );

const readHours = async (
  { documents, table, tell }: ReputationRows,
  names: readonly string[],
  day: number,
): Promise<ReadonlyMap<number, ReadonlyMap<string, Counts>>> => {
  const items = documents.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': dayPk(day) },
    ProjectionExpression: `sk, ${names.map((_, index) => `#counts.#name${index}`).join(', ')}`,
    ExpressionAttributeNames: {
      '#counts': 'counts',
      ...Object.fromEntries(names.map((name, index) => [`#name${index}`, name])),
    },
  });
  const hours = new Map<number, Map<string, Counts>>();
  for await (const item of items) {
    const sums = readOrTell(tell, partOfSum, item, `${dayPk(day)} ${String(item.sk)}`);
    if (sums?.counts === undefined) continue;
    const hour = day + Number(sums.sk.slice(0, 2)) * hourMs;
    const tally = hours.get(hour) ?? new Map<string, Counts>();
    for (const [name, [sent, bounced, complained]] of Object.entries(sums.counts))
      tally.set(name, { sent, bounced, complained });
    hours.set(hour, tally);
  }
  return hours;
};

const readStandings = async (
  { documents, table, tell }: ReputationRows,
  tenantId: string,
): Promise<readonly KeptStanding[]> => {
  const items = documents.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :tenant)',
    ExpressionAttributeValues: { ':pk': standingPk, ':tenant': nameOfStream(tenantId, '') },
  });
  const kept: KeptStanding[] = [];
  for await (const item of items) {
    const standing = readOrTell(tell, standingSchema, item, `${standingPk} ${String(item.sk)}`);
    if (standing !== undefined) kept.push(standing);
  }
  return kept;
};
