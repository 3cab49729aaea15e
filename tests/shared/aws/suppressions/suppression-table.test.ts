import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Documents } from '../../../../shared/aws/dynamodb/documents.ts';
import {
  type SuppressionTable,
  suppressionTable,
} from '../../../../shared/aws/suppressions/suppression-table.ts';
import { entriesOf } from '../../../../shared/suppression/address-record.ts';
import { defaultSoftBounceRule } from '../../../../shared/suppression/soft-bounces.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { collect } from '../../../support/collect.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { type Asked, noDocuments, watchedDocuments } from '../../../support/watched-documents.ts';

const noon = Date.UTC(2026, 10, 21, 12);

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const table = () => suppressionTable(database.documents, 'suppressions');
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

    expect(
      await table().findSuppressions([{ addresses: [entry.address], scopes: ['*', entry.scope] }]),
    ).toEqual([entry]);
  });

  it('finds entries of hundreds of addresses and scopes', async () => {
    const entries = Array.from({ length: 120 }, () => entryOf());
    await Promise.all(entries.map((entry) => table().suppress(entry)));

    const scopes = ['*', 'tenant#clinic-1', 'tenant#clinic-1#stream#marketing'];
    const found = await table().findSuppressions(
      entries.map((entry) => ({ addresses: [entry.address], scopes })),
    );

    expect(found).toHaveLength(120);
  });

  it('reads what each question asks, and nothing across questions', async () => {
    const asked: Asked[] = [];
    const questions = ['a', 'b', 'c'].map((tenant) => ({
      addresses: [`${tenant}@example.com`],
      scopes: ['*', `tenant#${tenant}`],
    }));

    await suppressionTable(watchedDocuments(noDocuments, asked), 'suppressions').findSuppressions([
      ...questions,
      ...questions,
    ]);

    const keys = asked.flatMap(([, request]) => JSON.stringify(request).match(/"address":/g) ?? []);
    expect(keys).toHaveLength(6);
  });

  it('ends, for every order and repetition of the same writes, with the same entries as the memory table', () => {
    const scope = 'tenant#clinic-1';
    const at = (index: number) => noon + index * 86_400_000;
    const writes = (address: string, on: SuppressionTable): readonly (() => Promise<void>)[] => [
      () => on.suppress(entryOf({ address, sinceMs: at(1), source: 'hard' })),
      () => on.suppress(entryOf({ address, reason: 'complaint', sinceMs: at(2), source: 'first' })),
      () =>
        on.suppress(entryOf({ address, reason: 'complaint', sinceMs: at(4), source: 'second' })),
      () =>
        on.suppress(
          entryOf({
            address,
            reason: 'soft-bounce',
            sinceMs: at(1),
            expiresAtMs: at(3),
            source: 'brief',
          }),
        ),
      () => on.liftComplaint(address, scope, at(3)),
      () => on.liftComplaint(address, scope, at(5)),
      ...[0, 2, 4, 6, 8, 10].map(
        (day) => () => on.noteSoftBounce({ address, scope, eventId: `soft${day}`, atMs: at(day) }),
      ),
    ];
    const indexes = writes('', memorySuppressions()).map((_, index) => index);
    const order = fc.shuffledSubarray([...indexes, ...indexes]);

    return fc.assert(
      fc.asyncProperty(order, async (chosen) => {
        const address = `a${++count}@example.com`;
        const memory = memorySuppressions();
        const [here, inMemory] = [writes(address, table()), writes(address, memory)];
        for (const index of chosen) await here[index]?.();
        for (const index of new Set(chosen.toSorted((a, b) => a - b))) await inMemory[index]?.();

        expect(await table().findSuppressions([{ addresses: [address], scopes: [scope] }])).toEqual(
          await memory.findSuppressions([{ addresses: [address], scopes: [scope] }]),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the end of a row behind the last of what it holds, and none while something holds for ever', async () => {
    const address = `a${++count}@example.com`;
    const scope = 'tenant#clinic-1';
    const endOf = async () =>
      (await database.documents.get({ TableName: 'suppressions', Key: { address, scope } }))
        ?.expiresAt;
    const days = (number: number) => number * 86_400;

    await table().noteSoftBounce({ address, scope, eventId: 'one', atMs: noon });
    expect(await endOf()).toBe(noon / 1000 + days(104));
    await table().noteSoftBounce({ address, scope, eventId: 'earlier', atMs: noon - 86_400_000 });
    expect(await endOf()).toBe(noon / 1000 + days(104));
    await table().suppress(entryOf({ address }));
    expect(await endOf()).toBeUndefined();
    await table().noteSoftBounce({ address, scope, eventId: 'two', atMs: noon });
    await table().liftComplaint(address, scope, noon);
    expect(await endOf()).toBeUndefined();
    await table().remove(address, scope, { by: 'ann', why: 'fixed', atMs: noon });
    expect(await endOf()).toBe(noon / 1000 + days(400));
  });

  it('an entry that outlives its row’s first end is still there after it', async () => {
    const entry = entryOf({ reason: 'operator', expiresAtMs: noon + 1 });
    await table().enter(entry);
    await table().suppress({ ...entry, reason: 'bounce', expiresAtMs: undefined });

    const item = await database.documents.get({
      TableName: 'suppressions',
      Key: { address: entry.address, scope: entry.scope },
    });

    expect(item?.expiresAt).toBeUndefined();
  });

  describe('soft bounces', () => {
    const scope = 'tenant#clinic-1';
    const day = (number: number) => noon + number * 86_400_000;
    const noteOn = async (address: string, ...days: readonly number[]) => {
      for (const number of days)
        await table().noteSoftBounce({
          address,
          scope,
          eventId: `soft${number}`,
          atMs: day(number),
        });
    };
    const reasons = async (address: string) =>
      (await table().findSuppressions([{ addresses: [address], scopes: [scope] }])).map(
        ({ reason }) => reason,
      );

    it('suppress by their rule, and a duplicate does not count', async () => {
      const address = `a${++count}@example.com`;
      await noteOn(address, 0, 1, 2, 9, 9, 9);
      expect(await reasons(address)).toEqual([]);

      await noteOn(address, 10);
      expect(await reasons(address)).toEqual(['soft-bounce']);
    });

    it('end with a delivery, one that comes late included', async () => {
      const address = `a${++count}@example.com`;
      await noteOn(address, 0, 2, 4, 6, 8);
      await table().endSoftBounces([{ address, scope, atMs: day(3) }], []);
      expect(await reasons(address)).toEqual([]);
      await noteOn(address, 0, 2);
      expect(await reasons(address)).toEqual([]);

      await noteOn(address, 10, 12);
      expect(await reasons(address)).toEqual(['soft-bounce']);
    });

    it('cost a delivery no write where none is on record', async () => {
      const address = `a${++count}@example.com`;
      const asked: Asked[] = [];
      const names = () => asked.map(([name]) => name);
      const watched = suppressionTable(watchedDocuments(database.documents, asked), 'suppressions');

      await watched.endSoftBounces(
        Array.from({ length: 90 }, (_, index) => ({
          address: `${index}${address}`,
          scope,
          atMs: noon,
        })),
        [],
      );
      expect(names()).toEqual(['batchGet']);

      await noteOn(address, 0);
      await watched.endSoftBounces([{ address, scope, atMs: day(1) }], []);
      await watched.endSoftBounces([{ address, scope, atMs: day(1) }], []);
      expect(names()).toEqual(['batchGet', 'batchGet', 'update', 'batchGet']);
    });

    it('are read with eventual consistency by a delivery, and with strong consistency where the address bounced in the same batch', async () => {
      const asked: Asked[] = [];
      const arrivals = ['ada', 'bob'].map((name) => ({
        address: `${name}@example.com`,
        scope,
        atMs: day(1),
      }));
      const bounced = [
        { address: 'bob@example.com', scope, eventId: 'e1', atMs: noon },
        { address: 'ada@example.com', scope: 'tenant#another', eventId: 'e2', atMs: noon },
      ];

      await suppressionTable(watchedDocuments(noDocuments, asked), 'suppressions').endSoftBounces(
        arrivals,
        bounced,
      );

      const keyOf = (name: string) => ({ address: `${name}@example.com`, scope });
      expect(asked).toEqual([
        ['batchGet', { TableName: 'suppressions', Keys: [keyOf('ada')], ConsistentRead: false }],
        ['batchGet', { TableName: 'suppressions', Keys: [keyOf('bob')], ConsistentRead: true }],
      ]);
    });

    it('leave a row of bounded size', async () => {
      const address = `a${++count}@example.com`;
      await noteOn(address, ...Array.from({ length: 60 }, (_, index) => index));

      const [record] = await table().findRecords([{ address, scope }]);

      expect(record?.softBounces.size).toBeLessThanOrEqual(2 * defaultSoftBounceRule.count + 1);
      expect(record && entriesOf(record)).toMatchObject([
        { reason: 'soft-bounce', sinceMs: day(59) },
      ]);
    });
  });

  describe("an operator's word", () => {
    const order = { by: 'ann', why: 'the clinic has corrected it', atMs: noon };

    it('is written beside what events said, and again only when it holds longer', async () => {
      const bounce = entryOf();
      const operator: SuppressionEntry = {
        ...bounce,
        reason: 'operator',
        by: 'ann',
        expiresAtMs: noon + 1000,
      };
      await table().suppress(bounce);

      expect(await table().enter(operator)).toBe('entered');
      expect(await table().enter({ ...operator, sinceMs: noon + 5 })).toBe('unchanged');
      expect(await table().enter({ ...operator, expiresAtMs: undefined })).toBe('entered');
      expect(await list({ address: bounce.address })).toEqual([
        { ...operator, expiresAtMs: undefined },
        bounce,
      ]);
    });

    it('is written with less ado where there is no row, and not at all where there is one', async () => {
      const operator = entryOf({ reason: 'operator', by: 'ann', expiresAtMs: noon + 1000 });
      const key = { address: operator.address, scope: operator.scope };

      expect(await table().enterNew(operator)).toBe(true);
      expect(await table().enterNew({ ...operator, reason: 'bounce' })).toBe(false);
      expect(await list({ address: operator.address })).toEqual([operator]);
      const item = await database.documents.get({ TableName: 'suppressions', Key: key });
      expect(item?.expiresAt).toBe(noon / 1000 + 1 + 90 * 86_400);
    });

    it('takes off everything, and the same events do not bring it back, but new ones do', async () => {
      const bounce = entryOf();
      const soft = { address: bounce.address, scope: bounce.scope, eventId: 'soft', atMs: noon };
      await table().suppress(bounce);
      await table().noteSoftBounce(soft);

      expect(await table().remove(bounce.address, bounce.scope, order)).toEqual([bounce]);
      await table().suppress(bounce);
      await table().noteSoftBounce(soft);
      const [record] = await table().findRecords([bounce]);
      expect(record && entriesOf(record)).toEqual([]);
      expect(record?.softBounces.size).toBe(0);
      expect(record?.removal).toEqual(order);

      const later = { ...bounce, source: 'event-2', sinceMs: noon + 1 };
      await table().suppress(later);
      expect(await list({ address: bounce.address })).toEqual([later]);
    });

    it('removes nothing where nothing is', async () => {
      expect(await table().remove('nobody@example.com', '*', order)).toEqual([]);
      expect(await table().findRecords([{ address: 'nobody@example.com', scope: '*' }])).toEqual(
        [],
      );
    });

    it('puts back what was removed or taken back before', async () => {
      const complaint = entryOf({ reason: 'complaint' });
      await table().suppress(complaint);
      await table().liftComplaint(complaint.address, complaint.scope, noon + 1);
      expect(await table().enter(complaint)).toBe('entered');
      expect(await list({ address: complaint.address })).toEqual([complaint]);

      await table().remove(complaint.address, complaint.scope, order);
      expect(await table().enter(complaint)).toBe('entered');
      expect(await list({ address: complaint.address })).toEqual([complaint]);
      expect((await table().findRecords([complaint]))[0]?.removal).toEqual(order);
    });

    it('is not undone by an event from before it, by whatever was written since', async () => {
      const [first, second] = [entryOf({ source: 'e1' }), entryOf()];
      const key = { address: first.address, scope: first.scope };
      await table().suppress(first);
      await table().remove(key.address, key.scope, order);
      await table().suppress({ ...first, source: 'e2', sinceMs: noon + 1_000 });
      await table().remove(key.address, key.scope, { ...order, atMs: noon + 2_000 });
      await table().enter({
        ...first,
        reason: 'operator',
        source: 'operator:ann',
        sinceMs: noon + 3_000,
        expiresAtMs: noon + 9_000,
      });

      await table().suppress(first);
      await table().suppress({ ...first, source: 'e2', sinceMs: noon + 1_000 });
      await table().suppress({ ...first, reason: 'complaint', sinceMs: noon + 1_999 });
      await table().noteSoftBounce({ ...key, eventId: 's1', atMs: noon });

      expect((await list({ address: key.address })).map(({ reason }) => reason)).toEqual([
        'operator',
      ]);
      const [row] = await table().findRecords([key]);
      expect(row?.softBounces.size).toBe(0);
      expect(second.address).not.toBe(first.address);
    });

    it('counts from the last event that it removes, even where the clock of who removes is behind', async () => {
      const bounce = entryOf({ sinceMs: noon + 60_000 });
      await table().suppress(bounce);
      await table().remove(bounce.address, bounce.scope, order);

      await table().suppress(bounce);

      expect(await list({ address: bounce.address })).toEqual([]);
    });

    it('holds, in any order of events, removals, entries and redeliveries, for what happened before it alone', () => {
      const scope = 'tenant#clinic-1';
      type Step =
        | { readonly kind: 'new'; readonly reason: 'bounce' | 'complaint' }
        | { readonly kind: 'again'; readonly index: number }
        | { readonly kind: 'remove' | 'enter' };
      const step: fc.Arbitrary<Step> = fc.oneof(
        fc.record({
          kind: fc.constant('new' as const),
          reason: fc.constantFrom('bounce' as const, 'complaint' as const),
        }),
        fc.record({ kind: fc.constant('again' as const), index: fc.nat(9) }),
        fc.record({ kind: fc.constantFrom('remove' as const, 'enter' as const) }),
      );
      const play = async (on: SuppressionTable, address: string, steps: readonly Step[]) => {
        const events: SuppressionEntry[] = [];
        let removedAtMs = Number.NEGATIVE_INFINITY;
        for (const [index, each] of steps.entries()) {
          const atMs = noon + index * 1_000;
          if (each.kind === 'new') {
            const { reason } = each;
            events.push(entryOf({ address, reason, sinceMs: atMs, source: `e${index}` }));
            await on.suppress(events.at(-1) ?? entryOf());
          } else if (each.kind === 'again') {
            const event = events[each.index];
            if (event !== undefined) await on.suppress(event);
          } else if (each.kind === 'remove') {
            const entries = await on.remove(address, scope, { ...order, atMs });
            if (entries.length > 0) removedAtMs = atMs;
          } else {
            await on.enter(
              entryOf({ address, reason: 'operator', sinceMs: atMs, expiresAtMs: atMs + 500 }),
            );
          }
          const standing = await collect(on.list({ address }));
          const expected = new Set(
            events.filter(({ sinceMs }) => sinceMs > removedAtMs).map(({ reason }) => reason),
          );
          expect(
            new Set(standing.map(({ reason }) => reason).filter((one) => one !== 'operator')),
          ).toEqual(expected);
        }
        expect(JSON.stringify(await on.findRecords([{ address, scope }])).length).toBeLessThan(
          2_000,
        );
      };

      return fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
          await play(table(), `a${++count}@example.com`, steps);
          await play(memorySuppressions(), 'ada@example.com', steps);
        }),
        { numRuns: 60 },
      );
    });
  });

  it('drops one reason that is old enough, and the row with the last', async () => {
    const copy = entryOf({ reason: 'account-list' });
    const bounce = { ...copy, reason: 'bounce' as const };
    const alone = entryOf({ reason: 'account-list' });
    for (const entry of [copy, bounce, alone]) await table().suppress(entry);

    await table().dropReason(copy.address, copy.scope, 'account-list', noon);
    expect(await list({ address: copy.address })).toHaveLength(2);
    await table().dropReason(copy.address, copy.scope, 'account-list', noon + 1);
    await table().dropReason(alone.address, alone.scope, 'account-list', noon + 1);

    expect(await list({ address: copy.address })).toEqual([bounce]);
    expect(await table().findRecords([alone])).toEqual([]);
  });

  it('tells of a row that cannot be read by its address, and finds the others', async () => {
    const [good, bad] = [`a${++count}@example.com`, `a${++count}@example.com`];
    await table().enter(entryOf({ address: good, reason: 'operator' }));
    await database.documents.put({
      TableName: 'suppressions',
      Item: { address: bad, scope: '*', bounce: 7 },
    });
    const told: string[] = [];
    const question = [{ addresses: [good, bad], scopes: ['*', entryOf({}).scope] }];

    const found = await table().findSuppressions(question, (address) => told.push(address));

    expect([found.map(({ address }) => address), told]).toEqual([[good], [bad]]);
    await expect(table().findSuppressions(question)).rejects.toThrow('bounce cannot be read');
    const Key = { address: bad, scope: '*' };
    await database.documents.delete({ TableName: 'suppressions', Key });
  });

  describe('rows of streams', () => {
    const tenant = 'tenant#clinic-1';
    const marketing = `${tenant}#stream#marketing`;
    const readNames = async (scopes: readonly string[], address: string) => {
      const asked: (readonly unknown[])[] = [];
      const watched: Documents = {
        ...database.documents,
        batchGet: async (request) => {
          asked.push(request.Keys.map(({ scope }) => scope));
          return database.documents.batchGet(request);
        },
      };
      const found = await suppressionTable(watched, 'suppressions').findSuppressions([
        { addresses: [address], scopes },
      ]);
      return { asked, found: found.map(({ scope }) => scope) };
    };

    it('are read only where the row of their tenant tells of some', async () => {
      const [plain, unsubscribed] = [`a${++count}@example.com`, `a${++count}@example.com`];
      await table().enter(
        entryOf({ address: unsubscribed, scope: marketing, reason: 'unsubscribe' }),
      );
      const scopes = ['*', tenant, marketing];

      expect(await readNames(scopes, plain)).toEqual({ asked: [['*', tenant]], found: [] });
      expect(await readNames(scopes, unsubscribed)).toEqual({
        asked: [['*', tenant], [marketing]],
        found: [marketing],
      });
      expect(
        await readNames(['*', 'tenant#clinic-2', 'tenant#clinic-2#stream#marketing'], unsubscribed),
      ).toMatchObject({ found: [] });
    });

    it('are announced before they are written, so that a crash in between hides none', async () => {
      const asked: Asked[] = [];
      const dying = watchedDocuments(database.documents, asked, () => {
        throw new Error('killed');
      });
      const entry = entryOf({ scope: marketing });
      const on = suppressionTable(dying, 'suppressions');

      for (const write of [on.enter, on.enterNew, on.suppress])
        await expect(write(entry)).rejects.toThrow('killed');

      const ofTenant = expect.objectContaining({ Key: { address: entry.address, scope: tenant } });
      expect(asked).toEqual(Array.from({ length: 3 }, () => ['update', ofTenant]));
    });

    it('are found after any writes whatever as a listing of the address finds them, and their announcement never expires', () => {
      const scopes = [
        '*',
        tenant,
        marketing,
        `${tenant}#stream#notifications`,
        'tenant#clinic-2',
        'tenant#clinic-2#stream#marketing',
      ];
      const day = (index: number) => noon + index * 86_400_000;
      const write = fc.record({
        act: fc.constantFrom(
          'enter',
          'enterNew',
          'suppress',
          'remove',
          'dropReason',
          'liftComplaint',
          'noteSoftBounce',
        ),
        scope: fc.constantFrom(...scopes),
        reason: fc.constantFrom('bounce', 'complaint', 'unsubscribe'),
        day: fc.nat({ max: 20 }),
        ends: fc.boolean(),
      } as const);
      type Write = typeof write extends fc.Arbitrary<infer Value> ? Value : never;
      const carryOut = async (
        address: string,
        { act, scope, reason, day: at, ends }: Write,
      ): Promise<unknown> => {
        const entry = entryOf({
          address,
          scope,
          reason,
          sinceMs: day(at),
          source: `s${at}`,
          expiresAtMs: ends ? day(at + 9) : undefined,
        });
        switch (act) {
          case 'remove':
            return table().remove(address, scope, { by: 'ann', why: 'asked', atMs: day(at) });
          case 'dropReason':
            return table().dropReason(address, scope, reason, day(at));
          case 'liftComplaint':
            return table().liftComplaint(address, scope, day(at));
          case 'noteSoftBounce':
            return table().noteSoftBounce({ address, scope, eventId: `s${at}`, atMs: day(at) });
          default:
            return table()[act](entry);
        }
      };

      return fc.assert(
        fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
          const address = `a${++count}@example.com`;
          for (const one of writes) await carryOut(address, one);

          const byText = (entries: readonly SuppressionEntry[]) =>
            entries.map((entry) => JSON.stringify(entry)).toSorted();
          expect(
            byText(await table().findSuppressions([{ addresses: [address], scopes }])),
          ).toEqual(byText(await list({ address })));
          for await (const { scope } of table().listRecords({ address })) {
            const [around] = scope.split('#stream#');
            if (around === undefined || around === scope) continue;
            const item = await database.documents.get({
              TableName: 'suppressions',
              Key: { address, scope: around },
            });
            expect(item).toMatchObject({ streamRows: true });
            expect(item).not.toHaveProperty('expiresAt');
          }
        }),
        { numRuns: 40 },
      );
    });
  });

  it('a row that cannot be understood is an error, for nothing may go out past it', async () => {
    await database.documents.put({
      TableName: 'suppressions',
      Item: { address: 'odd@example.com', scope: '*', bounce: 'yes' },
    });

    await expect(
      table().findSuppressions([{ addresses: ['odd@example.com'], scopes: ['*'] }]),
    ).rejects.toThrow(
      /^Correct the row of a recipient \(sha256:[0-9a-f]{16}\), of scope \*, in the suppressions table: bounce cannot be read\./,
    );
    await database.documents.delete({
      TableName: 'suppressions',
      Key: { address: 'odd@example.com', scope: '*' },
    });
  });

  it('tells of a row that cannot be understood, without its address, and lists the others', async () => {
    const scope = 'tenant#by-hand';
    const fine = entryOf({ scope });
    await table().suppress(fine);
    const odd = { address: 'a-odd@example.com', scope };
    await database.documents.put({
      TableName: 'suppressions',
      Item: { ...odd, complaint: { at: 'yesterday' } },
    });
    const told: string[] = [];

    const found = await collect(
      table().listRecords({ scope }, ({ message }) => told.push(message)),
    );

    expect(found.map(({ address }) => address)).toEqual([fine.address]);
    expect(told).toEqual([expect.stringContaining('complaint.at, complaint.detail')]);
    expect(told.join()).not.toContain('@');
    await expect(collect(table().listRecords({ scope }))).rejects.toThrow('cannot be read');
    const asked = await table().findReadable([odd, { address: 'nobody@example.com', scope }]);
    expect(asked).toEqual({ records: [], unreadable: [odd] });
    await database.documents.delete({ TableName: 'suppressions', Key: odd });
  });

  it('a row that cannot be understood keeps no run of another address from ending', async () => {
    const scope = 'tenant#beside';
    const bounce = { address: 'fine@example.com', scope, eventId: 'e1', atMs: 1_000 };
    await table().noteSoftBounce(bounce);
    await database.documents.put({
      TableName: 'suppressions',
      Item: { address: 'odd@example.com', scope, deliveredAt: 'yesterday' },
    });

    await table().endSoftBounces(
      ['odd@example.com', 'fine@example.com'].map((address) => ({ address, scope, atMs: 2_000 })),
      [],
    );

    const [fine] = await table().findRecords([{ address: 'fine@example.com', scope }]);
    expect(fine).toMatchObject({ deliveredAtMs: 2_000, softBounces: new Map() });
    await database.documents.delete({
      TableName: 'suppressions',
      Key: { address: 'odd@example.com', scope },
    });
  });

  it('lists a scope, an address, and all of it', async () => {
    const scope = 'tenant#listed';
    const entries = [entryOf({ scope }), entryOf({ scope })];
    await Promise.all(entries.map((entry) => table().suppress(entry)));

    expect((await list({ scope })).map((entry) => entry.address).sort()).toEqual(
      entries.map((entry) => entry.address).sort(),
    );
    expect(await list({ address: entries[0]?.address ?? '' })).toEqual([entries[0]]);
    expect(await list({ address: entries[0]?.address ?? '', scope: '*' })).toEqual([]);
    expect((await list({})).length).toBeGreaterThan(2);
  });
});
