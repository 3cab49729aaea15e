import { type AddressRecord, entriesOf } from '../../suppression/address-record.ts';
import type {
  EndSoftBounces,
  FindSuppressions,
  LiftComplaint,
  NoteSoftBounce,
  Suppress,
} from '../../suppression/ports.ts';
import { tenantScopeAround } from '../../suppression/scopes.ts';
import {
  defaultSoftBounceRule,
  runOf,
  type SoftBounceRule,
  superfluous,
} from '../../suppression/soft-bounces.ts';
import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from '../../suppression/suppression-entry.ts';
import type { Consistency } from '../../system/ports.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { ifHolds, isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';
import {
  hasStreamRows,
  softBounceName,
  streamRows,
  toFact,
  toRecord,
  toTombstone,
} from './suppression-item.ts';

/** Index that lists a scope in the order of its addresses. */
const scopeIndex = 'by-scope';
const dayMs = 86_400_000;
/** How long a row is kept from which nothing follows any more: far longer than any copy of an event travels. */
const keptDays = 90;
/** How long it stays known who removed an address, and why. */
const removalKeptDays = 400;
/** Of two conditional writes one fits the row, unless it changes in between. */
const attempts = 5;

/** DynamoDB deletes by epoch seconds. */
const toTtl = (epochMs: number): number => Math.ceil(epochMs / 1000);

interface RowKey {
  readonly address: string;
  readonly scope: string;
}

/** What a write does to a row. */
interface RowChange {
  readonly set: readonly string[];
  readonly remove?: readonly string[];
  /** Under which it is done at all; undefined for always. */
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
  /** Epoch ms until which the row has to stay; undefined for ever. */
  readonly keepUntilMs: number | undefined;
}

/** That an event (`:at`) happened after the last removal: what an operator knew of never comes back. */
const afterRemoval = '(attribute_not_exists(#removed) OR #removed.#at < :at)';

type Row = Readonly<Record<string, unknown>>;

const all = (...conditions: readonly (string | undefined)[]): string | undefined =>
  conditions.filter((condition) => condition !== undefined).join(' AND ') || undefined;

/** Whether an operator's word changed something. */
export type EnterAnswer = 'entered' | 'unchanged';

export interface RemovalOrder {
  readonly by: string;
  readonly why: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export interface SuppressionTable {
  readonly findSuppressions: FindSuppressions;
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  readonly noteSoftBounce: NoteSoftBounce;
  readonly endSoftBounces: EndSoftBounces;
  /** All rows that exist under these keys. */
  readonly findRecords: (
    keys: readonly RowKey[],
    consistency?: Consistency,
  ) => Promise<readonly AddressRecord[]>;
  /** Writes what an operator says, unless an entry with the same reason holds as long; what took the reason back is undone. */
  readonly enter: (entry: SuppressionEntry) => Promise<EnterAnswer>;
  /** The same where no row is believed to be, for a third of the work; false, and nothing written, when there is one. */
  readonly enterNew: (entry: SuppressionEntry) => Promise<boolean>;
  /** Takes everything off that the row says, and keeps who did it and why. Resolves to the entries that were there. */
  readonly remove: (
    address: string,
    scope: string,
    order: RemovalOrder,
  ) => Promise<readonly SuppressionEntry[]>;
  /** Takes one reason off, when it was written before that time (epoch ms), and leaves the others. */
  readonly dropReason: (
    address: string,
    scope: string,
    reason: SuppressionReason,
    beforeMs: number,
  ) => Promise<void>;
  /** Every row, of one scope or address where given, page by page. */
  readonly records: (filter: {
    readonly scope?: string;
    readonly address?: string;
  }) => AsyncIterable<AddressRecord>;
  /** Every entry of these rows, expired ones included. */
  readonly list: (filter: {
    readonly scope?: string;
    readonly address?: string;
  }) => AsyncIterable<SuppressionEntry>;
}

/** The suppressions table: hash key `address`, range key `scope`; its layout is in docs/architecture.md. */
export const suppressionTable = (
  documents: Documents,
  table: string,
  softBounceRule: SoftBounceRule = defaultSoftBounceRule,
): SuppressionTable => {
  const update = (request: Omit<UpdateRequest, 'TableName'>): Promise<Row | undefined> =>
    ifHolds(documents.update({ TableName: table, ...request }));

  /**
   * Carries out a change, whatever the row's expiry is: it is never brought forward, and a row that stays for ever stays so.
   *
   * @returns the row as it is then; undefined when the condition does not hold
   */
  const change = async (
    { address, scope }: RowKey,
    { set, remove = [], condition, names, values, keepUntilMs }: RowChange,
  ) => {
    const run = (
      sets: readonly string[],
      removes: readonly string[],
      only: string | undefined,
      further: Row = {},
    ) =>
      update({
        Key: { address, scope },
        UpdateExpression: [
          sets.length === 0 ? '' : `SET ${sets.join(', ')}`,
          removes.length === 0 ? '' : `REMOVE ${removes.join(', ')}`,
        ].join(' '),
        ...(only === undefined ? {} : { ConditionExpression: only }),
        ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
        ...(values === undefined && Object.keys(further).length === 0
          ? {}
          : { ExpressionAttributeValues: { ...values, ...further } }),
        ReturnValues: 'ALL_NEW',
      });

    await announce({ address, scope });
    if (keepUntilMs === undefined) return run(set, [...remove, 'expiresAt'], condition);
    const ttl = { ':expiresAt': toTtl(keepUntilMs) };
    const endsSooner = '(attribute_not_exists(address) OR expiresAt < :expiresAt)';
    const endsLater =
      'attribute_exists(address) AND (attribute_not_exists(expiresAt) OR expiresAt >= :expiresAt)';
    return (
      (await run([...set, 'expiresAt = :expiresAt'], remove, all(endsSooner, condition), ttl)) ??
      (await run(set, remove, all(endsLater, condition), ttl)) ??
      // A row that grew or went in between fits the first again.
      (await run([...set, 'expiresAt = :expiresAt'], remove, all(endsSooner, condition), ttl))
    );
  };

  /**
   * Says in the tenant's row that there are rows of its streams, before there is one: who looks an address up reads those rows only then.
   * From then on the tenant's row stays for ever.
   */
  const announce = async ({ address, scope }: RowKey): Promise<void> => {
    const around = tenantScopeAround(scope);
    if (around === undefined) return;
    await update({
      Key: { address, scope: around },
      UpdateExpression: 'SET #streamRows = :yes REMOVE expiresAt',
      ExpressionAttributeNames: { '#streamRows': streamRows },
      ExpressionAttributeValues: { ':yes': true },
    });
  };

  /** That no entry with the reason stands, or one that ends sooner; with `orLater`, also one that ends with it and is older. */
  const supersedes = ({ expiresAtMs }: SuppressionEntry, orLater: boolean): string => {
    const none = 'attribute_not_exists(#reason)';
    const sooner =
      expiresAtMs === undefined ? 'attribute_exists(#reason.#until)' : '#reason.#until < :until';
    const sameEnd =
      expiresAtMs === undefined
        ? 'attribute_not_exists(#reason.#until)'
        : '#reason.#until = :until';
    return `(${none} OR ${sooner}${orLater ? ` OR (${sameEnd} AND #reason.#at < :at)` : ''})`;
  };

  const entryChange = (entry: SuppressionEntry) => ({
    set: ['#reason = :fact'],
    names: { '#reason': entry.reason, '#until': 'until' },
    values: {
      ':fact': toFact(entry),
      ...(entry.expiresAtMs === undefined ? {} : { ':until': entry.expiresAtMs }),
    },
    keepUntilMs: entry.expiresAtMs === undefined ? undefined : entry.expiresAtMs + keptDays * dayMs,
  });

  const findRows = (keys: readonly RowKey[], consistency?: Consistency): Promise<readonly Row[]> =>
    batchGet(
      documents,
      table,
      keys.map(({ address, scope }) => ({ address, scope })),
      consistency,
    );

  /** A run in a row that cannot be read is not ended: the sender keeps its mail back and says why. */
  const readable = (row: Row): readonly AddressRecord[] => {
    try {
      return [toRecord(row)];
    } catch (error) {
      if (error instanceof UnreadableItem) return [];
      throw error;
    }
  };

  const findRecords: SuppressionTable['findRecords'] = async (keys, consistency) =>
    (await findRows(keys, consistency)).map(toRecord);

  const noteSoftBounce: NoteSoftBounce = async ({ address, scope, eventId, atMs }) => {
    const row = await change(
      { address, scope },
      {
        set: ['#bounce = :at', 'softBounceRule = :rule'],
        condition: afterRemoval,
        names: { '#bounce': softBounceName(eventId), '#removed': 'removed', '#at': 'at' },
        values: { ':at': atMs, ':rule': softBounceRule },
        keepUntilMs: atMs + (keptDays + softBounceRule.pauseDays) * dayMs,
      },
    );
    if (row === undefined) return;
    const { softBounces, deliveredAtMs } = toRecord(row);
    // One more than ever need be kept may stay, so that a run costs no second write each time.
    if (softBounces.size <= 2 * softBounceRule.count + 1) return;
    const forgotten = superfluous(softBounces, deliveredAtMs, softBounceRule);
    await update({
      Key: { address, scope },
      UpdateExpression: `REMOVE ${forgotten.map((_, index) => `#b${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(
        forgotten.map((id, index) => [`#b${index}`, softBounceName(id)]),
      ),
    });
  };

  const endRun = async (record: AddressRecord, atMs: number): Promise<void> => {
    const over = [...record.softBounces].flatMap(([id, bouncedAtMs]) =>
      bouncedAtMs <= atMs ? [softBounceName(id)] : [],
    );
    await update({
      Key: { address: record.address, scope: record.scope },
      UpdateExpression: `SET deliveredAt = :at${over.length === 0 ? '' : ` REMOVE ${over.map((_, index) => `#b${index}`).join(', ')}`}`,
      ConditionExpression:
        'attribute_exists(address) AND (attribute_not_exists(deliveredAt) OR deliveredAt < :at)',
      ...(over.length === 0
        ? {}
        : {
            ExpressionAttributeNames: Object.fromEntries(
              over.map((name, index) => [`#b${index}`, name]),
            ),
          }),
      ExpressionAttributeValues: { ':at': atMs },
    });
  };

  async function* records({
    scope,
    address,
  }: {
    readonly scope?: string;
    readonly address?: string;
  }): AsyncIterable<AddressRecord> {
    const found =
      address !== undefined
        ? documents.query({
            TableName: table,
            KeyConditionExpression:
              scope === undefined ? 'address = :address' : 'address = :address AND #scope = :scope',
            ...(scope === undefined ? {} : { ExpressionAttributeNames: { '#scope': 'scope' } }),
            ExpressionAttributeValues: {
              ':address': address,
              ...(scope === undefined ? {} : { ':scope': scope }),
            },
          })
        : scope !== undefined
          ? documents.query({
              TableName: table,
              IndexName: scopeIndex,
              KeyConditionExpression: '#scope = :scope',
              ExpressionAttributeNames: { '#scope': 'scope' },
              ExpressionAttributeValues: { ':scope': scope },
            })
          : documents.scan({ TableName: table });
    for await (const row of found) yield toRecord(row);
  }

  return {
    findRecords,
    noteSoftBounce,
    records,

    findSuppressions: async (questions) => {
      // No scope holds a line break, and no address.
      const nameOf = ({ address, scope }: RowKey): string => `${address}\n${scope}`;
      const byName = (keys: readonly RowKey[]) =>
        new Map(keys.map((key) => [nameOf(key), key] as const));
      const asked = byName(
        questions.flatMap(({ addresses, scopes }) =>
          addresses.flatMap((address) => scopes.map((scope) => ({ address, scope }))),
        ),
      );
      const around = ({ address, scope }: RowKey): RowKey => ({
        address,
        scope: tenantScopeAround(scope) ?? scope,
      });
      // Rows of streams are few: they are read where the row of the tenant tells of some.
      const first = await findRows([...byName([...asked.values()].map(around)).values()]);
      const announcing = new Set(
        first.flatMap((item) => (hasStreamRows(item) ? [nameOf(toRecord(item))] : [])),
      );
      const ofStreams = [...asked.values()].filter(
        (key) => tenantScopeAround(key.scope) !== undefined && announcing.has(nameOf(around(key))),
      );
      return [...first.map(toRecord), ...(await findRecords(ofStreams))]
        .filter((record) => asked.has(nameOf(record)))
        .flatMap(entriesOf);
    },

    suppress: async (entry) => {
      const fields = entryChange(entry);
      await change(entry, {
        ...fields,
        condition: all(supersedes(entry, true), afterRemoval),
        names: { ...fields.names, '#at': 'at', '#removed': 'removed' },
        values: { ...fields.values, ':at': entry.sinceMs },
      });
    },

    liftComplaint: async (address, scope, atMs) => {
      await change(
        { address, scope },
        {
          set: ['notSpamAt = :at'],
          condition: '(attribute_not_exists(notSpamAt) OR notSpamAt < :at)',
          values: { ':at': atMs },
          keepUntilMs: atMs + keptDays * dayMs,
        },
      );
    },

    endSoftBounces: async (arrivals, bounced) => {
      const nameOf = ({ address, scope }: RowKey): string => `${scope} ${address}`;
      const latest = new Map<string, (typeof arrivals)[number]>();
      for (const arrival of arrivals) {
        if ((latest.get(nameOf(arrival))?.atMs ?? 0) < arrival.atMs)
          latest.set(nameOf(arrival), arrival);
      }
      const bouncedNow = new Set(bounced.map(nameOf));
      const byAge = Map.groupBy(
        latest.values(),
        (arrival): Consistency => (bouncedNow.has(nameOf(arrival)) ? 'strong' : 'eventual'),
      );
      const found = (
        await Promise.all([...byAge].map(([consistency, some]) => findRows(some, consistency)))
      )
        .flat()
        .flatMap(readable);
      await Promise.all(
        found.map(async (record) => {
          const atMs = latest.get(nameOf(record))?.atMs ?? 0;
          const hasRun = runOf(record.softBounces, record.deliveredAtMs).some(
            ([, bouncedAtMs]) => bouncedAtMs <= atMs,
          );
          const isWritten = record.written.some(
            ({ reason, sinceMs }) => reason === 'soft-bounce' && sinceMs <= atMs,
          );
          if (hasRun || isWritten) await endRun(record, atMs);
        }),
      );
    },

    enter: async (entry) => {
      const fields = entryChange(entry);
      const pardon =
        entry.reason === 'complaint'
          ? 'notSpamAt'
          : entry.reason === 'soft-bounce'
            ? 'deliveredAt'
            : undefined;
      const holdsLonger = supersedes(entry, false);
      const row = await change(entry, {
        ...fields,
        remove: pardon === undefined ? [] : [pardon],
        condition:
          pardon === undefined ? holdsLonger : `(${holdsLonger} OR attribute_exists(${pardon}))`,
      });
      return row === undefined ? 'unchanged' : 'entered';
    },

    enterNew: async (entry) => {
      const { address, scope, reason } = entry;
      const { keepUntilMs } = entryChange(entry);
      await announce(entry);
      return isDone(
        documents.put({
          TableName: table,
          Item: {
            address,
            scope,
            [reason]: toFact(entry),
            ...(keepUntilMs === undefined ? {} : { expiresAt: toTtl(keepUntilMs) }),
          },
          ConditionExpression: 'attribute_not_exists(address)',
        }),
      );
    },

    remove: async (address, scope, { by, why, atMs }) => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const item = await documents.get({
          TableName: table,
          Key: { address, scope },
          ConsistentRead: true,
        });
        if (item === undefined) return [];
        const record = toRecord(item);
        const entries = entriesOf(record);
        if (entries.length === 0) return [];
        const names = [
          ...suppressionReasons,
          ...[...record.softBounces.keys()].map(softBounceName),
        ];
        const sourceOf = new Map(record.written.map(({ reason, source }) => [reason, source]));
        // A reason that came in the meantime was not seen by whoever removes, so it makes the write start over.
        const unchanged = suppressionReasons.map((reason, index) =>
          sourceOf.has(reason)
            ? `#n${index}.#source = :s${index}`
            : `attribute_not_exists(#n${index})`,
        );
        const isAnnouncing = hasStreamRows(item);
        const done = await update({
          Key: { address, scope },
          UpdateExpression: `SET removed = :removed${isAnnouncing ? '' : ', expiresAt = :expiresAt'} REMOVE ${names.map((_, index) => `#n${index}`).join(', ')}`,
          ConditionExpression: [
            ...unchanged,
            `attribute_${isAnnouncing ? 'exists' : 'not_exists'}(#streamRows)`,
          ].join(' AND '),
          ExpressionAttributeNames: {
            '#streamRows': streamRows,
            ...(sourceOf.size === 0 ? {} : { '#source': 'source' }),
            ...Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
          },
          ExpressionAttributeValues: {
            ':removed': toTombstone(record, { by, why, atMs }),
            ...(isAnnouncing ? {} : { ':expiresAt': toTtl(atMs + removalKeptDays * dayMs) }),
            ...Object.fromEntries(
              suppressionReasons.flatMap((reason, index) =>
                sourceOf.has(reason) ? [[`:s${index}`, sourceOf.get(reason)]] : [],
              ),
            ),
          },
        });
        if (done !== undefined) return entries;
      }
      throw new Error('The entry kept changing while it was being removed. Try again.');
    },

    dropReason: async (address, scope, reason, beforeMs) => {
      const isOld = '#reason.#at < :before';
      const others = suppressionReasons.filter((other) => other !== reason);
      const nothingElse = [
        ...others.map((_, index) => `#o${index}`),
        'removed',
        'notSpamAt',
        'softBounceRule',
        streamRows,
      ];
      const names = { '#reason': reason, '#at': 'at' };
      const isGone = await isDone(
        documents.delete({
          TableName: table,
          Key: { address, scope },
          ConditionExpression: [
            isOld,
            ...nothingElse.map((name) => `attribute_not_exists(${name})`),
          ].join(' AND '),
          ExpressionAttributeNames: {
            ...names,
            ...Object.fromEntries(others.map((other, index) => [`#o${index}`, other])),
          },
          ExpressionAttributeValues: { ':before': beforeMs },
        }),
      );
      if (!isGone) {
        await update({
          Key: { address, scope },
          UpdateExpression: 'REMOVE #reason',
          ConditionExpression: isOld,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':before': beforeMs },
        });
      }
    },

    list: async function* (filter) {
      for await (const record of records(filter)) yield* entriesOf(record);
    },
  };
};
