import * as z from 'zod/mini';
import type { Lane } from '../../email/streams.ts';
import { type LinePlace, longestLineMs } from '../../pacing/waiting-line.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { LedgerRow, LedgerUpdate } from './ledger-row.ts';

/** Attributes with the ends of the waiting lines; epoch ms. */
const nameOf = { transactional: 'lineTransactional', bulk: 'lineBulk' } as const;

const lineItem = z.object({
  lineTransactional: z.optional(z.number()),
  lineBulk: z.optional(z.number()),
});

/** Tries to add a place while others add theirs. */
const attempts = 4;

export interface LineUpOptions {
  /** Whether the item is written where there is none; a ledger has to be created first. */
  readonly creates: boolean;
}

/**
 * Adds a place to the end of the line: `withPlace` of `shared/pacing/waiting-line.ts` as DynamoDB's
 * expressions, which have no max(). So the line is extended, else begun anew.
 *
 * @returns the begin of the place; undefined when the line is too long, or there is no ledger
 */
export const lineUp = async (
  row: LedgerRow,
  place: LinePlace,
  options: LineUpOptions,
): Promise<number | undefined> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const end =
      (await written(row, place, extend(place))) ??
      (await written(row, place, begin(place, options)));
    if (end !== undefined) return end - place.durationMs;
    const seen = await readEnd(row, place.lane);
    if (seen === undefined || seen > place.nowMs + longestLineMs) return undefined;
  }
  return undefined;
};

const extend = ({ lane, nowMs, durationMs }: LinePlace): LedgerUpdate => ({
  UpdateExpression: 'SET #line = #line + :duration',
  ConditionExpression: '#line BETWEEN :now AND :latest',
  ExpressionAttributeNames: { '#line': nameOf[lane] },
  ExpressionAttributeValues: {
    ':duration': durationMs,
    ':now': nowMs,
    ':latest': nowMs + longestLineMs,
  },
});

const begin = (
  { lane, nowMs, durationMs }: LinePlace,
  { creates }: LineUpOptions,
): LedgerUpdate => ({
  UpdateExpression: 'SET #line = :end',
  ConditionExpression: creates
    ? 'attribute_not_exists(#line) OR #line < :now'
    : 'attribute_exists(pk) AND (attribute_not_exists(#line) OR #line < :now)',
  ExpressionAttributeNames: { '#line': nameOf[lane] },
  ExpressionAttributeValues: { ':end': nowMs + durationMs, ':now': nowMs },
});

/** The end of the line after the update; undefined when its condition does not hold. */
const written = async (
  { documents, table, pk }: LedgerRow,
  { lane }: LinePlace,
  update: LedgerUpdate,
): Promise<number | undefined> => {
  const item = await ifHolds(
    documents.update({ TableName: table, Key: { pk }, ...update, ReturnValues: 'ALL_NEW' }),
  );
  return item === undefined ? undefined : lineItem.parse(item)[nameOf[lane]];
};

const readEnd = async (
  { documents, table, pk }: LedgerRow,
  lane: Lane,
): Promise<number | undefined> => {
  const item = await documents.get({ TableName: table, Key: { pk }, ConsistentRead: true });
  return item === undefined ? undefined : lineItem.parse(item)[nameOf[lane]];
};
