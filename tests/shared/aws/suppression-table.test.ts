import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { suppressionTable } from '../../../shared/aws/suppression-table.ts';
import { outranks } from '../../../shared/suppression/outranks.ts';
import { type SuppressionEntry, suppressionReasons } from '../../../shared/suppression/suppression-entry.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 21, 12);

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const table = () => suppressionTable(database.client, 'suppressions');
let count = 0;
const entryOf = (changes: Partial<SuppressionEntry> = {}): SuppressionEntry => ({
  address: `a${++count}@example.com`,
  scope: 'tenant#clinic-1',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event-1',
  sinceMs: noon,
  expiresAtMs: undefined,
  ...changes,
});

const list = async (filter: Parameters<ReturnType<typeof table>['list']>[0]) => {
  const entries: SuppressionEntry[] = [];
  for await (const entry of table().list(filter)) entries.push(entry);
  return entries;
};

describe('suppressions table', () => {
  it('gives an entry back as it was written', async () => {
    const entry = entryOf({ expiresAtMs: noon + 3_600_000 });
    await table().suppress(entry);

    expect(await table().findSuppressions([entry.address], ['*', entry.scope])).toEqual([entry]);
  });

  it('finds entries of hundreds of addresses and scopes', async () => {
    const entries = Array.from({ length: 120 }, () => entryOf());
    await Promise.all(entries.map((entry) => table().suppress(entry)));

    const found = await table().findSuppressions(
      entries.map((entry) => entry.address),
      ['*', 'tenant#clinic-1', 'tenant#clinic-1#stream#marketing'],
    );

    expect(found).toHaveLength(120);
  });

  it('lets the entry stand that outranks the other, as the rule says', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...suppressionReasons),
        fc.constantFrom(...suppressionReasons),
        fc.constantFrom(undefined, noon - 3_600_000, noon + 3_600_000),
        fc.constantFrom(undefined, noon + 3_600_000, noon + 7_200_000),
        async (firstReason, secondReason, expiresAtMs, laterExpiresAtMs) => {
          const first = entryOf({ reason: firstReason, expiresAtMs, source: 'first', sinceMs: noon - 7_200_000 });
          const second = { ...first, reason: secondReason, expiresAtMs: laterExpiresAtMs, source: 'second', sinceMs: noon };
          await table().suppress(first);
          await table().suppress(second);

          const [standing] = await table().findSuppressions([first.address], [first.scope]);

          expect(standing).toEqual(outranks(second, first) ? second : first);
        },
      ),
      { numRuns: 40 },
    ));

  it('lifts a complaint and nothing else', async () => {
    const complaint = entryOf({ reason: 'complaint' });
    const bounce = entryOf();
    for (const entry of [complaint, bounce]) {
      await table().suppress(entry);
      await table().liftComplaint(entry.address, entry.scope, noon);
    }

    expect(await list({ address: complaint.address })).toEqual([]);
    expect(await list({ address: bounce.address })).toEqual([bounce]);
  });

  it('lists a scope, an address, and all of it', async () => {
    const scope = 'tenant#listed';
    const entries = [entryOf({ scope }), entryOf({ scope })];
    await Promise.all(entries.map((entry) => table().suppress(entry)));

    expect((await list({ scope })).map((entry) => entry.address).sort()).toEqual(entries.map((entry) => entry.address).sort());
    expect(await list({ address: entries[0]?.address ?? '' })).toEqual([entries[0]]);
    expect(await list({ address: entries[0]?.address ?? '', scope: '*' })).toEqual([]);
    expect((await list({})).length).toBeGreaterThan(2);
  });
});
