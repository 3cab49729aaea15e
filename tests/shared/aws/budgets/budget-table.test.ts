import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { budgetTable } from '../../../../shared/aws/budgets/budget-table.ts';
import { heldMarks } from '../../../../shared/aws/budgets/held-marks.ts';
import { unused } from '../../../../shared/budgets/budget-use.ts';
import { countChargeOf } from '../../../../shared/budgets/charge.ts';
import { limitsOn } from '../../../../shared/budgets/limits.ts';
import type { BudgetStore, HeldMarks } from '../../../../shared/budgets/ports.ts';
import { splitByShare } from '../../../../shared/budgets/share.ts';
import { memoryBudgets } from '../../../fakes/memory-budgets.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
let tenants = 0;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const newStore = (): BudgetStore & HeldMarks => ({
  ...budgetTable(database.documents, database.documents, 'ledger'),
  ...heldMarks(database.documents, 'ledger', () => undefined),
});
const newTenant = (): string => {
  tenants += 1;
  return `tenant-${tenants}`;
};

const mostly = (most: number) =>
  fc.oneof(fc.integer({ min: 5, max: most }), fc.constant(Number.POSITIVE_INFINITY));
const firstDay = 20_787; // 2026-11-30: the next day is of another month.
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'charge',
      'charge',
      'charge',
      'give back',
      'line up',
      'mark',
      'change mark',
      'clear',
    ),
    day: fc.integer({ min: firstDay - 1, max: firstDay + 2 }),
    count: fc.integer({ min: 1, max: 5 }),
    isSeen: fc.boolean(),
    limits: fc.record({ perDay: mostly(12), perMonth: mostly(20) }),
    atMs: fc.integer({ min: 1, max: 3 }),
    hasCounts: fc.boolean(),
    size: fc.integer({ min: 0, max: 3 }),
    nowMs: fc.integer({ min: 1_000, max: 200_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);

type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** Now and then `tat` lies beyond what it can make possible. */
const oneShare = { intervalMs: 250, aheadMs: 1_000, farthestMs: 15_500 };

/** Does the same to a store, step by step, and gives what it answered. */
const play = async (
  store: BudgetStore & HeldMarks,
  tenantId: string,
  script: readonly Step[],
): Promise<readonly unknown[]> => {
  const answers: unknown[] = [];
  let seen = unused;
  for (const step of script) {
    const { kind, day, count, isSeen, limits, atMs, hasCounts, size, nowMs } = step;
    const mark = { atMs, day, limits };
    if (kind === 'charge') {
      const counts = hasCounts
        ? countChargeOf(isSeen ? seen : undefined, { day, count, limits })
        : undefined;
      const share =
        size === 0 && hasCounts
          ? undefined
          : splitByShare([size + 1, 1], (one) => one, oneShare, {
              tatMs: isSeen ? seen.tatMs : 0,
              nowMs,
            }).charge;
      if (counts === undefined && share === undefined) continue;
      const answer = await store.charge(tenantId, { counts, share });
      seen = answer.kind === 'refused' ? answer.use : { ...seen, tatMs: answer.tatMs };
      answers.push(answer);
    } else if (kind === 'give back') await store.giveBack(tenantId, { day, count: 1 });
    else if (kind === 'line up')
      answers.push(await store.lineUp(tenantId, { lane: 'bulk', nowMs, durationMs: 300_000 }));
    else if (kind === 'mark') await store.markHeld(tenantId, mark);
    else if (kind === 'change mark') await store.changeMark(tenantId, { ...mark, atMs: 2 }, mark);
    else await store.changeMark(tenantId, mark, undefined);
  }
  answers.push((await store.listHeld()).filter((held) => held.tenantId === tenantId));
  return answers;
};

describe('budgetTable', () => {
  it('does with DynamoDB what the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const tenantId = newTenant();

        expect(await play(newStore(), tenantId, script)).toEqual(
          await play(memoryBudgets().store, tenantId, script),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 30, 100, 130, 420, 4_000])(
    'takes charges and marks of a warm-up that has grown for %d days',
    async (days) => {
      const tenantId = newTenant();
      const day = firstDay + days;
      const warmUp = { startsOn: '2026-11-30', firstDay: 50, growthPerDay: 1.3 };
      const limits = limitsOn({ warmUp }, day);

      const first = await newStore().charge(tenantId, {
        counts: countChargeOf(unused, { day, count: 2, limits }),
      });
      const next = await newStore().charge(tenantId, {
        counts: countChargeOf(undefined, { day, count: 2, limits }),
      });
      await newStore().markHeld(tenantId, { atMs: 1, day, limits });

      expect([first.kind, next.kind]).toEqual(['taken', 'taken']);
    },
  );

  it('reports an item that cannot be read, and lists the others', async () => {
    const [wrong, right] = [newTenant(), newTenant()];
    const told: string[] = [];
    const limits = { perDay: 5, perMonth: Number.POSITIVE_INFINITY };
    await newStore().markHeld(right, { atMs: 1, day: firstDay, limits });
    await database.documents.put({
      TableName: 'ledger',
      Item: { pk: `budget#${wrong}`, heldAt: 'yesterday' },
    });

    const marks = heldMarks(database.documents, 'ledger', ({ message }) => told.push(message));
    const found = await marks.listHeld();

    expect(found.map(({ tenantId }) => tenantId)).toContain(right);
    expect(found.map(({ tenantId }) => tenantId)).not.toContain(wrong);
    expect(told).toEqual([
      `Correct the item budget#${wrong} in the ledger table: heldAt cannot be read. docs/architecture.md has the attributes.`,
    ]);
  });
});
