import type { AddressRecord } from '../../suppression/address-record.ts';
import type { Arrival, SoftBounce } from '../../suppression/policy.ts';
import { runOf } from '../../suppression/soft-bounces.ts';
import type { Consistency } from '../../system/ports.ts';
import type { Item } from '../dynamodb/documents.ts';
import { type RowUpdate, updateRow } from './change-row.ts';
import { findRows } from './find-rows.ts';
import { readRow } from './read-row.ts';
import { softBounceName } from './suppression-item.ts';
import type { RowKey, SuppressionRows } from './suppression-rows.ts';

/**
 * Ends the soft-bounce runs of addresses that mail reached. Rows of addresses that bounced just now
 * are read with strong consistency.
 */
export const endSoftBounces = async (
  rows: SuppressionRows,
  arrivals: readonly Arrival[],
  bounced: readonly SoftBounce[],
): Promise<void> => {
  const latest = latestOf(arrivals);
  const bouncedNow = new Set(bounced.map(nameOf));
  const byConsistency = Map.groupBy(
    latest.values(),
    (arrival): Consistency => (bouncedNow.has(nameOf(arrival)) ? 'strong' : 'eventual'),
  );
  const found = await Promise.all(
    [...byConsistency].map(([consistency, some]) => findRows(rows, some, consistency)),
  );
  await Promise.all(
    found
      .flat()
      .flatMap(readable)
      .map(async (record) => {
        const atMs = latest.get(nameOf(record))?.atMs ?? 0;
        if (endsSomething(record, atMs)) await updateRow(rows, arrivalUpdate(record, atMs));
      }),
  );
};

const nameOf = ({ address, scope }: RowKey): string => `${scope} ${address}`;

/** The latest arrival of each row. */
export const latestOf = (arrivals: readonly Arrival[]): ReadonlyMap<string, Arrival> => {
  const latest = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    if ((latest.get(nameOf(arrival))?.atMs ?? 0) < arrival.atMs)
      latest.set(nameOf(arrival), arrival);
  }
  return latest;
};

/**
 * Record of a row; none when it cannot be read, because the sender holds back mail for such a row
 * and reports it.
 */
const readable = (row: Item): readonly AddressRecord[] => readRow(row, () => undefined);

/**
 * Whether an arrival at this time (epoch ms) ends a run of soft bounces, or an entry that a run led
 * to.
 */
const endsSomething = (record: AddressRecord, atMs: number): boolean => {
  const hasRun = runOf(record.softBounces, record.deliveredAtMs).some(
    ([, bouncedAtMs]) => bouncedAtMs <= atMs,
  );
  const isWritten = record.written.some(
    ({ reason, sinceMs }) => reason === 'soft-bounce' && sinceMs <= atMs,
  );
  return hasRun || isWritten;
};

/**
 * Update that records an arrival and deletes earlier soft bounces; does nothing when a later
 * arrival is recorded.
 */
export const arrivalUpdate = (record: AddressRecord, atMs: number): RowUpdate => {
  const over = [...record.softBounces].flatMap(([id, bouncedAtMs]) =>
    bouncedAtMs <= atMs ? [softBounceName(id)] : [],
  );
  const noLaterArrival = '(attribute_not_exists(deliveredAt) OR deliveredAt < :at)';
  return {
    Key: { address: record.address, scope: record.scope },
    UpdateExpression: `SET deliveredAt = :at${over.length === 0 ? '' : ` REMOVE ${over.map((_, index) => `#b${index}`).join(', ')}`}`,
    ConditionExpression: `attribute_exists(address) AND ${noLaterArrival}`,
    ...(over.length === 0
      ? {}
      : {
          ExpressionAttributeNames: Object.fromEntries(
            over.map((name, index) => [`#b${index}`, name]),
          ),
        }),
    ExpressionAttributeValues: { ':at': atMs },
  };
};
