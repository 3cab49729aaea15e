import type { SuppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import {
  type AddressRecord,
  entriesOf,
  removalTime,
  wouldChange,
} from '../../shared/suppression/address-record.ts';
import { outlasts } from '../../shared/suppression/precedence.ts';
import { defaultSoftBounceRule } from '../../shared/suppression/soft-bounces.ts';

/** The suppressions table in memory: keeps the promises of its ports. */
export const memorySuppressions = (rule = defaultSoftBounceRule): SuppressionTable => {
  const rows = new Map<string, AddressRecord>();
  const nameOf = (address: string, scope: string): string => `${scope} ${address}`;
  const rowOf = (address: string, scope: string): AddressRecord =>
    rows.get(nameOf(address, scope)) ?? {
      address,
      scope,
      written: [],
      softBounces: new Map(),
      softBounceRule: undefined,
      deliveredAtMs: undefined,
      notSpamAtMs: undefined,
      removal: undefined,
    };
  const put = (row: AddressRecord): void => void rows.set(nameOf(row.address, row.scope), row);
  const listRecords: SuppressionTable['listRecords'] = async function* ({ scope, address }) {
    for (const row of rows.values()) {
      if (
        (scope === undefined || row.scope === scope) &&
        (address === undefined || row.address === address)
      )
        yield row;
    }
  };

  const existing = (
    keys: readonly Pick<AddressRecord, 'address' | 'scope'>[],
  ): readonly AddressRecord[] =>
    keys.flatMap(({ address, scope }) => rows.get(nameOf(address, scope)) ?? []);

  return {
    listRecords,
    findRecords: async (keys) => existing(keys),
    findReadable: async (keys) => ({ records: existing(keys), unreadable: [] }),
    findSuppressions: async (questions) =>
      [...rows.values()]
        .filter((row) =>
          questions.some(
            ({ addresses, scopes }) =>
              addresses.includes(row.address) && scopes.includes(row.scope),
          ),
        )
        .flatMap(entriesOf),
    suppress: async (entry) => {
      const row = rowOf(entry.address, entry.scope);
      if (row.removal !== undefined && entry.sinceMs <= row.removal.atMs) return;
      const standing = row.written.find(({ reason }) => reason === entry.reason);
      if (standing !== undefined && !outlasts(entry, standing)) return;
      put({ ...row, written: [...row.written.filter((other) => other !== standing), entry] });
    },
    liftComplaint: async (address, scope, atMs) => {
      const row = rowOf(address, scope);
      put({ ...row, notSpamAtMs: Math.max(row.notSpamAtMs ?? 0, atMs) });
    },
    noteSoftBounce: async ({ address, scope, eventId, atMs }) => {
      const row = rowOf(address, scope);
      if (row.removal !== undefined && atMs <= row.removal.atMs) return;
      put({
        ...row,
        softBounceRule: rule,
        softBounces: new Map([...row.softBounces, [eventId, atMs]]),
      });
    },
    endSoftBounces: async (arrivals) => {
      for (const { address, scope, atMs } of arrivals) {
        const row = rows.get(nameOf(address, scope));
        if (row !== undefined)
          put({ ...row, deliveredAtMs: Math.max(row.deliveredAtMs ?? 0, atMs) });
      }
    },
    enter: async (entry) => {
      const row = rowOf(entry.address, entry.scope);
      if (!wouldChange(entry, row)) return 'unchanged';
      put({
        ...row,
        written: [...row.written.filter(({ reason }) => reason !== entry.reason), entry],
        ...(entry.reason === 'complaint' ? { notSpamAtMs: undefined } : {}),
        ...(entry.reason === 'soft-bounce' ? { deliveredAtMs: undefined } : {}),
      });
      return 'entered';
    },
    enterNew: async (entry) => {
      if (rows.has(nameOf(entry.address, entry.scope))) return false;
      put({ ...rowOf(entry.address, entry.scope), written: [entry] });
      return true;
    },
    remove: async (address, scope, order) => {
      const row = rowOf(address, scope);
      const entries = entriesOf(row);
      if (entries.length === 0) return [];
      const removal = { ...order, atMs: removalTime(row, order.atMs) };
      put({ ...row, written: [], softBounces: new Map(), removal });
      return entries;
    },
    dropReason: async (address, scope, reason, beforeMs) => {
      const row = rowOf(address, scope);
      put({
        ...row,
        written: row.written.filter(
          (entry) => entry.reason !== reason || entry.sinceMs >= beforeMs,
        ),
      });
    },
    list: async function* (filter) {
      for await (const row of listRecords(filter)) yield* entriesOf(row);
    },
  };
};
