import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ledgerTable } from '../../../../shared/aws/ledger/ledger-table.ts';
import type { Lane } from '../../../../shared/email/streams.ts';
import { cutTo } from '../../../../shared/pacing/cut.ts';
import type { Ledger } from '../../../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../../../shared/pacing/ledger-store.ts';
import { cutMargin } from '../../../../shared/pacing/margin.ts';
import { newLedger } from '../../../../shared/pacing/new-ledger.ts';
import { rebase } from '../../../../shared/pacing/rebase.ts';
import { reservation } from '../../../../shared/pacing/reservation.ts';
import { reserveSlots } from '../../../../shared/pacing/reserve-slots.ts';
import type { LinePlace } from '../../../../shared/pacing/waiting-line.ts';
import { memoryLedger } from '../../../fakes/memory-ledger.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const reading = (maxPerSecond: number, max24Hours = 50_000) => ({
  maxPerSecond,
  max24Hours,
  sentLast24Hours: 0,
});

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
let count = 0;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const newTable = (): LedgerStore => {
  count += 1;
  return ledgerTable(database.documents, 'ledger', String(100_000_000_000 + count), 'eu-central-1');
};

interface Step {
  readonly atMs: number;
  readonly count: number;
  readonly exempt: number;
  readonly lane: Lane;
  readonly isFullBatch: boolean;
  readonly takesSpare: boolean;
  readonly next: 'nothing' | 'cut' | 'halve' | 'both';
}

const steps = fc.array(
  fc.record<Step>({
    atMs: fc.integer({ min: 0, max: 5_000 }),
    count: fc.integer({ min: 5, max: 20 }),
    exempt: fc.constantFrom(0, 0, 2, 5),
    lane: fc.constantFrom<Lane>('transactional', 'bulk'),
    isFullBatch: fc.boolean(),
    takesSpare: fc.boolean(),
    next: fc.constantFrom('nothing', 'nothing', 'nothing', 'cut', 'halve', 'both'),
  }),
  { minLength: 1, maxLength: 12 },
);

const places = fc.array(
  fc
    .record({
      lane: fc.constantFrom<Lane>('transactional', 'bulk'),
      atMs: fc.integer({ min: 0, max: 3_000_000 }),
      durationMs: fc.integer({ min: 1, max: 2_000_000 }),
    })
    .map(({ atMs, ...place }): LinePlace => ({ ...place, nowMs: noon + atMs })),
  { minLength: 1, maxLength: 8 },
);

/** Does the same to a store, step by step, and gives what it answered. */
const play = async (store: LedgerStore, script: readonly Step[]): Promise<readonly unknown[]> => {
  await store.create(newLedger(reading(14, 200), noon));
  const answers: unknown[] = [];
  for (const step of script) {
    const seen = await store.read();
    if (seen === undefined) throw new Error('there is no ledger');
    const nowMs = noon + step.atMs;
    answers.push(
      await store.reserve(reservation(seen, { ...step, latestStartMs: nowMs + 10_000 }, nowMs)),
    );
    if (step.next === 'cut' || step.next === 'both') {
      await store.cut(seen, cutTo(seen, cutMargin(seen.margin, nowMs), nowMs));
    }
    // After a cut it was reckoned from what no longer holds.
    if (step.next === 'halve' || step.next === 'both')
      answers.push(await store.rebase(rebase(seen, reading(7, 200), nowMs)));
  }
  return answers;
};

/**
 * tat adds up in decimals in DynamoDB and in binary here, so times are compared to a hundredth of a
 * millisecond.
 */
const leaves = (value: unknown): readonly unknown[] => {
  if (value instanceof Map) return leaves([...value].sort());
  if (typeof value !== 'object' || value === null) return [value];
  return Object.entries(value).flatMap(([name, part]) => [name, ...leaves(part)]);
};

const expectAlike = (one: unknown, other: unknown) => {
  const others = leaves(other);
  expect(leaves(one)).toHaveLength(others.length);
  leaves(one).forEach((leaf, index) => {
    if (typeof leaf === 'number') expect(leaf).toBeCloseTo(Number(others[index]), 2);
    else expect(leaf).toBe(others[index]);
  });
};

describe('ledger table', () => {
  it('does to the item what the rules say, write by write', () =>
    fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const onTable = await play(newTable(), script);
        const inMemory = await play(memoryLedger(undefined).store, script);

        expectAlike(onTable, inMemory);
      }),
      { numRuns: 15 },
    ));

  it('lines mail up as the rules say, each lane in its own line', () =>
    fc.assert(
      fc.asyncProperty(places, async (script) => {
        const lineUp = async (store: LedgerStore) => {
          await store.create(newLedger(reading(14), noon));
          const begins: (number | undefined)[] = [];
          for (const place of script) begins.push(await store.lineUp(place));
          return begins;
        };

        expectAlike(await lineUp(newTable()), await lineUp(memoryLedger(undefined).store));
      }),
      { numRuns: 15 },
    ));

  it('gives two workers that line up at once two places', async () => {
    const table = newTable();
    await table.create(newLedger(reading(14), noon));
    const place = { lane: 'bulk', nowMs: noon, durationMs: 100 } as const;

    const begins = await Promise.all([1, 2, 3].map(() => table.lineUp(place)));

    expect(begins.toSorted()).toEqual([noon, noon + 100, noon + 200]);
  });

  it('gives no place where there is no ledger', async () => {
    const place = { lane: 'bulk', nowMs: noon, durationMs: 100 } as const;

    expect(await newTable().lineUp(place)).toBeUndefined();
  });

  it('keeps an unlimited quota', async () => {
    const table = newTable();
    await table.create(newLedger(reading(14, Number.POSITIVE_INFINITY), noon));

    const ledger = await table.read();

    expect(ledger?.max24Hours).toBe(Number.POSITIVE_INFINITY);
    expect(ledger?.quota).toBeGreaterThan(1e14);
  });

  it('is created once, however many workers find it missing', async () => {
    const table = newTable();

    await Promise.all([1, 2, 3, 4].map((rate) => table.create(newLedger(reading(rate), noon))));
    const first = await table.read();
    await table.create(newLedger(reading(99), noon));

    expect((await table.read())?.intervalMs).toBe(first?.intervalMs);
  });

  it('heals a next slot that has more digits in the table than a number holds, and none that has moved on', async () => {
    const table = newTable();
    await table.create(newLedger(reading(14), noon));
    const first = await table.read();
    if (first === undefined) throw new Error('there is no ledger');
    // Slots at 14 a second are 71.428571… ms apart.
    await table.reserve(
      reservation(
        first,
        { lane: 'transactional', count: 1, isFullBatch: false, latestStartMs: noon + 10_000 },
        noon,
      ),
    );
    const seenTatMs = (await table.read())?.tatMs ?? 0;

    await table.heal(seenTatMs + 1, noon + 5_000);
    expect((await table.read())?.tatMs).toBe(seenTatMs);
    await table.heal(seenTatMs, noon + 5_000);
    expect((await table.read())?.tatMs).toBe(noon + 5_000);
  });

  it('says when there is no ledger', async () => {
    const wish = reservation(
      newLedger(reading(14), noon),
      { lane: 'transactional', count: 1, isFullBatch: false, latestStartMs: noon },
      noon,
    );

    expect(await newTable().reserve(wish)).toEqual({ kind: 'missing' });
  });

  it('lets sixteen workers reserve at once without giving a slot twice or losing count', async () => {
    const table = newTable();
    await table.create(newLedger(reading(200), noon));
    const blocks: { readonly from: number; readonly to: number }[] = [];
    const clock = { now: () => noon, sleepUntil: async () => {} };

    const worker = async () => {
      let seen: Ledger | undefined;
      for (let round = 0; round < 5; round += 1) {
        const slots = await reserveSlots(
          { ledger: table, getSendQuota: async () => reading(200), clock, random: () => 0 },
          { lane: 'transactional', count: 10, isFullBatch: true, latestStartMs: noon + 60_000 },
          seen,
        );
        seen = slots.ledger;
        if (slots.kind === 'granted')
          blocks.push({ from: slots.startMs, to: slots.startMs + 10 * slots.intervalMs });
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));

    blocks.sort((one, other) => one.from - other.from);
    expect(blocks).toHaveLength(80);
    blocks.slice(1).forEach((block, index) => {
      expect(block.from).toBeCloseTo(blocks[index]?.to ?? 0, 3);
    });
    expect((await table.read())?.quota).toBe(50_000 - 800);
  });

  it('refuses an item that is none of its own, and names no value', async () => {
    await database.documents.put({
      TableName: 'ledger',
      Item: { pk: 'ses#1#eu-central-1', tat: 'soon' },
    });

    await expect(
      ledgerTable(database.documents, 'ledger', '1', 'eu-central-1').read(),
    ).rejects.toThrow();
  });

  it('gives the turn to ask SES to one at a time, with or without a ledger', async () => {
    const store = newTable();

    const first = await Promise.all(
      Array.from({ length: 8 }, () => store.takeTurn(noon, noon - 2_000)),
    );
    const tooSoon = await store.takeTurn(noon + 1_999, noon - 1);
    const later = await store.takeTurn(noon + 2_000, noon);

    expect(first.filter(Boolean)).toHaveLength(1);
    expect([tooSoon, later]).toEqual([false, true]);
    expect(await store.read()).toBeUndefined();
  });

  it('keeps which lanes are stopped, and makes no ledger of that', async () => {
    const store = newTable();
    await store.recordStoppedLanes(['bulk']);
    expect(await store.read()).toBeUndefined();

    await store.create(newLedger(reading(14), noon));
    expect((await store.read())?.stoppedLanes).toEqual(['transactional', 'bulk']);
    await store.recordStoppedLanes(['bulk']);
    expect((await store.read())?.stoppedLanes).toEqual(['bulk']);
  });
});
