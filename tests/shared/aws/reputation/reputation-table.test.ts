import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rollUp } from '../../../../functions/guard-reputation/roll-up.ts';
import type { Documents } from '../../../../shared/aws/dynamodb/documents.ts';
import { mostMarks } from '../../../../shared/aws/reputation/reputation-facts.ts';
import { reputationTable } from '../../../../shared/aws/reputation/reputation-table.ts';
import { slotMs, slotOf } from '../../../../shared/reputation/periods.ts';
import type { ReputationFact } from '../../../../shared/reputation/reputation-fact.ts';
import { collect } from '../../../support/collect.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
/** Each test has hours of its own. */
let startMs = Date.UTC(2026, 2, 1);
let nowMs = startMs;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});

afterAll(async () => {
  await database.stop();
});

beforeEach(() => {
  startMs += 12 * 3_600_000;
  nowMs = startMs;
});

const table = () => reputationTable(database.documents, 'reputation', () => nowMs);

let serial = 0;
const fact = (changes: Partial<ReputationFact> = {}): ReputationFact => {
  serial += 1;
  return {
    kind: 'sent',
    eventId: (serial * 7_919).toString(16).padStart(12, '0').padEnd(24, 'f'),
    atMs: nowMs,
    tenantId: 'acme',
    stream: 'marketing',
    recipients: 1,
    ...changes,
  };
};

const counted = async (slot: number) => Object.fromEntries(await table().countSlot(slot));
const hourSums = async () =>
  Object.fromEntries(
    (await table().readHours(Math.floor(nowMs / 86_400_000) * 86_400_000)).get(startMs) ?? [],
  );

describe('reputationTable', () => {
  it('keeps what another account has sent apart, and both together with their sums', async () => {
    const elsewhere = { isElsewhere: true } as const;
    await table().recordFacts([
      fact({ recipients: 3 }),
      fact({ recipients: 7, ...elsewhere }),
      fact({ kind: 'bounced', recipients: 2, ...elsewhere }),
      fact({ kind: 'bounced' }),
    ]);

    expect(await counted(startMs)).toEqual({
      'acme#marketing': { sent: 3, bounced: 1, complained: 0 },
      'acme#marketing#elsewhere': { sent: 7, bounced: 2, complained: 0 },
    });
  });

  it('counts recipients by tenant and stream', async () => {
    await table().recordFacts([
      fact({ recipients: 3 }),
      fact({ recipients: 50, stream: 'transactional' }),
      fact({ tenantId: 'globex', atMs: nowMs + 2_500 }),
      fact({ kind: 'bounced', recipients: 2 }),
      fact({ kind: 'complained' }),
    ]);

    expect(await counted(startMs)).toEqual({
      'acme#marketing': { sent: 3, bounced: 2, complained: 1 },
      'acme#transactional': { sent: 50, bounced: 0, complained: 0 },
      'globex#marketing': { sent: 1, bounced: 0, complained: 0 },
    });
  });

  it('counts every fact once, in whatever batches, in whatever order and however often it comes', async () => {
    let slot = startMs;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            kind: fc.constantFrom('sent', 'bounced', 'complained'),
            atMs: fc.nat(9_000),
            recipients: fc.integer({ min: 1, max: 50 }),
          }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        fc.array(fc.array(fc.nat(11), { maxLength: 8 }), { maxLength: 4 }),
        async (drafts, batches) => {
          slot += slotMs;
          const facts = drafts.map(({ kind, atMs, recipients }) =>
            fact({ kind: kind as ReputationFact['kind'], atMs: slot + atMs, recipients }),
          );
          const again = batches.map((indexes) => indexes.flatMap((index) => facts[index] ?? []));

          await Promise.all([...again, facts].map((batch) => table().recordFacts(batch)));

          const sum = (kind: string) =>
            facts
              .filter((each) => each.kind === kind)
              .reduce((total, { recipients }) => total + recipients, 0);
          expect((await table().countSlot(slot)).get('acme#marketing')).toEqual({
            sent: sum('sent'),
            bounced: sum('bounced'),
            complained: sum('complained'),
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  const itemsOf = (slot: number) =>
    collect(
      database.documents.scan({
        TableName: 'reputation',
        FilterExpression: 'contains(pk, :slot)',
        ExpressionAttributeValues: { ':slot': new Date(slot).toISOString().slice(0, 16) },
      }),
    );

  it('gathers what the account sent in the same two seconds in 16 items at most, however many tenants there are', async () => {
    const facts = Array.from({ length: 300 }, (_, index) =>
      fact({ tenantId: `tenant-${index}`, atMs: startMs + (index % 2) * 1_999 }),
    );

    await table().recordFacts(facts);

    expect(await itemsOf(startMs)).toHaveLength(16);
    expect(Object.keys(await counted(startMs))).toHaveLength(300);
  });

  it('gathers what a tenant sent elsewhere in items of its own, away from those of the account', async () => {
    await table().recordFacts([
      fact({ isElsewhere: true }),
      fact({ isElsewhere: true, tenantId: 'globex' }),
      fact(),
    ]);

    const items = await itemsOf(startMs);
    expect(new Set(items.map(({ pk }) => String(pk).endsWith('#elsewhere'))).size).toBe(2);
    expect(items.map((item) => Object.keys(item).filter((name) => name.includes('#')))).toEqual(
      expect.arrayContaining([
        ['acme#marketing#elsewhere'],
        ['globex#marketing#elsewhere'],
        ['acme#marketing'],
      ]),
    );
  });

  it('lets no item of mail elsewhere grow beyond its bound, and says what it does not count', async () => {
    const crafted = (index: number, tenantId = 'mallory') =>
      fact({
        isElsewhere: true,
        tenantId,
        eventId: `ab${index.toString(16).padStart(10, '0')}`.padEnd(24, '0'),
      });
    const full = Array.from({ length: mostMarks }, (_, index) => crafted(index));
    await table().recordFacts(full);

    const answer = await table().recordFacts([crafted(mostMarks), crafted(0, 'shop'), fact()]);

    expect(answer.uncounted).toMatchObject([{ tenantId: 'mallory' }]);
    expect(answer.failed.size).toBe(0);
    expect(await counted(startMs)).toMatchObject({
      'mallory#marketing#elsewhere': { sent: mostMarks },
      'shop#marketing#elsewhere': { sent: 1 },
      'acme#marketing': { sent: 1 },
    });
  });

  it('names the facts of an item that cannot be written, and writes the others with their late marks', async () => {
    const failing: Documents = {
      ...database.documents,
      update: async (request) => {
        if (JSON.stringify(request.Key).includes('mallory')) throw new Error('item too large');
        return database.documents.update(request);
      },
    };
    nowMs = startMs + 3_600_000;
    const bad = fact({ tenantId: 'mallory', isElsewhere: true, atMs: startMs });
    const good = fact({ atMs: startMs });
    const bounce = fact({ kind: 'bounced', tenantId: 'shop', atMs: startMs + slotMs });

    const { failed } = await reputationTable(failing, 'reputation', () => nowMs).recordFacts([
      bad,
      good,
      bounce,
    ]);

    expect([...failed.keys()]).toEqual([bad]);
    expect(await counted(startMs)).toEqual({
      'acme#marketing': { sent: 1, bounced: 0, complained: 0 },
    });
    const late = await table().listLate();
    expect(late.map(({ slot }) => slot)).toEqual([startMs, startMs + slotMs]);
    await Promise.all(late.map(table().settleLate));
  });

  it('names each bounce and complaint whose item cannot be written, and writes the others', async () => {
    const failing: Documents = {
      ...database.documents,
      put: async (request) => {
        if (request.Item.tenantId === 'mallory') throw new Error('item too large');
        return database.documents.put(request);
      },
    };
    const [bounce, complaint] = [
      fact({ kind: 'bounced', tenantId: 'mallory' }),
      fact({ kind: 'complained', tenantId: 'mallory' }),
    ];

    const { failed } = await reputationTable(failing, 'reputation', () => nowMs).recordFacts([
      bounce,
      fact({ kind: 'bounced', tenantId: 'shop' }),
      complaint,
    ]);

    expect([...failed.keys()]).toEqual([bounce, complaint]);
    expect(Object.keys(await counted(startMs))).toEqual(['shop#marketing']);
  });

  it('names all facts of a slot of which it cannot say that they are late', async () => {
    const failing: Documents = {
      ...database.documents,
      put: async (request) => {
        if (request.Item.pk === 'late') throw new Error('outage');
        return database.documents.put(request);
      },
    };
    nowMs = startMs + 3_600_000;
    const late = fact({ atMs: startMs });

    const { failed } = await reputationTable(failing, 'reputation', () => nowMs).recordFacts([
      late,
      fact({ atMs: nowMs }),
    ]);

    expect([...failed.keys()]).toEqual([late]);
  });

  it('takes more tenants at once than one write holds', async () => {
    await table().recordFacts(
      Array.from({ length: 230 }, (_, index) => fact({ tenantId: `tenant-${index}` })),
    );

    expect(Object.keys(await counted(startMs))).toHaveLength(230);
  });

  it('keeps sums of slots, hours and standings as they were written last', async () => {
    const tally = new Map([['acme#marketing', { sent: 9, bounced: 2, complained: 1 }]]);
    await table().writeSlot(startMs + slotMs, tally);
    await table().writeHour(startMs, tally);
    await table().writeStanding({
      tenantId: 'acme',
      scope: '*',
      standing: 'warned',
      sinceMs: 5,
      why: 'because',
    });

    expect(await table().readSlots(startMs)).toEqual(new Map([[startMs + slotMs, tally]]));
    expect(
      (await table().readHours(Math.floor(startMs / 86_400_000) * 86_400_000)).get(startMs),
    ).toEqual(tally);
    expect(await table().listStandings()).toMatchObject([
      { tenantId: 'acme', scope: '*', standing: 'warned', sinceMs: 5, why: 'because' },
    ]);
  });

  it('tells of items that cannot be read, and reads all others', async () => {
    const told: string[] = [];
    const telling = reputationTable(
      database.documents,
      'reputation',
      () => nowMs,
      ({ attributes }) => void told.push(attributes.join()),
    );
    const day = Math.floor(startMs / 86_400_000) * 86_400_000;
    const pk = `day#${new Date(day).toISOString().slice(0, 10)}`;
    const bad = [
      { pk, sk: 'x', counts: {} },
      { pk, sk: '23#9', counts: { 'acme#marketing': [1, 'two', 3] } },
      { pk: 'late', sk: 'yesterday', mark: 'm' },
      { pk: 'standing', sk: 'odd', tenantId: 'odd', scope: '*', standing: 'bad' },
    ];
    for (const Item of bad) await database.documents.put({ TableName: 'reputation', Item });
    const tally = new Map([['acme#marketing', { sent: 9, bounced: 2, complained: 1 }]]);
    await telling.writeHour(startMs, tally);

    expect((await telling.readHours(day)).get(startMs)).toEqual(tally);
    await telling.listLate();
    await telling.listStandings();

    expect(told).toHaveLength(4);
    for (const { pk: badPk, sk } of bad)
      await database.documents.delete({ TableName: 'reputation', Key: { pk: badPk, sk } });
  });
});

describe('rollUp', () => {
  const roll = () => rollUp(table(), nowMs, () => false);

  it('adds up, and changes nothing when it runs again', async () => {
    await table().writeCursor(startMs);
    await table().recordFacts([
      fact({ recipients: 4 }),
      fact({ kind: 'bounced' }),
      fact({ atMs: startMs + slotMs }),
    ]);
    nowMs += slotMs + 1_000;

    await roll();
    const first = await hourSums();
    await roll();

    expect(first).toEqual({ 'acme#marketing': { sent: 5, bounced: 1, complained: 0 } });
    expect(await hourSums()).toEqual(first);
  });

  it('finds facts that come while their slot is open, and late ones by their mark', async () => {
    await table().writeCursor(startMs);
    await table().recordFacts([fact()]);
    await roll();
    nowMs = startMs + slotMs + 9 * 60_000;
    await table().recordFacts([fact({ atMs: startMs })]);
    expect(await table().listLate()).toEqual([]);
    await roll();
    expect(await hourSums()).toMatchObject({ 'acme#marketing': { sent: 2 } });

    nowMs = startMs + 50 * 60_000;
    await roll();
    await table().recordFacts([fact({ atMs: startMs })]);
    expect(await table().listLate()).toMatchObject([{ slot: startMs }]);
    await roll();

    expect(await hourSums()).toMatchObject({ 'acme#marketing': { sent: 3 } });
    expect(await table().listLate()).toEqual([]);
  });

  it.each([
    ['in the meantime', 1],
    ['in the same millisecond, by another recorder', 0],
  ])('does not settle a slot into which more came %s', async (_, passedMs) => {
    nowMs = startMs + 3_600_000;
    await table().recordFacts([fact({ atMs: startMs })]);
    const [before] = await table().listLate();
    nowMs += passedMs;
    await table().recordFacts([fact({ atMs: startMs })]);
    if (before === undefined) throw new Error('nothing is late');

    await table().settleLate(before);

    expect(await table().listLate()).toHaveLength(1);
    await roll();
  });

  it('catches up after standing still for hours, a part in each run if it has to', async () => {
    await table().writeCursor(startMs);
    for (let at = 0; at < 5; at += 1)
      await table().recordFacts([fact({ atMs: startMs + at * 3_600_000 })]);
    nowMs = startMs + 5 * 3_600_000;
    let hoursLeft = 2;
    const isTimeUp = () => {
      hoursLeft -= 1;
      return hoursLeft < 0;
    };

    expect(await rollUp(table(), nowMs, isTimeUp)).toBe(false);
    expect(await table().readCursor()).toBe(startMs + 2 * 3_600_000);
    expect(await roll()).toBe(true);

    expect(await table().readCursor()).toBe(slotOf(nowMs - 15 * 60_000));
    const hours = await Promise.all(
      [startMs, nowMs].map((ms) => table().readHours(Math.floor(ms / 86_400_000) * 86_400_000)),
    );
    const sums = hours
      .flatMap((day) => [...day])
      .filter(([hour]) => hour >= startMs && hour < nowMs);
    expect(new Set(sums.map(([hour]) => hour)).size).toBe(5);
  });
});
