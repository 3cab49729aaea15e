import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantPauses } from '../../../../shared/aws/tenants/tenant-pauses.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});

afterAll(async () => {
  await database.stop();
});

const day = 86_400_000;
const nowMs = Date.UTC(2026, 2, 1);
const table = () => tenantPauses(database.documents, 'tenants');
const itemOf = async (tenantId: string) =>
  (await table().list()).find((tenant) => tenant.tenantId === tenantId);
const guard = (since = nowMs) => ({ by: 'guard', since, why: 'bounces' }) as const;
const operator = (since = nowMs) => ({ by: 'operator', since, why: 'unpaid' }) as const;

describe('tenantPauses', () => {
  it('pauses and resumes a stream of a tenant that has no item yet', async () => {
    expect(await table().pause('new', 'marketing', guard())).toBe(true);
    expect((await itemOf('new'))?.pauses).toEqual(new Map([['marketing', guard()]]));

    expect(await table().resume('new', 'marketing', { ...guard(nowMs + 1), released: false })).toBe(
      true,
    );

    expect(await itemOf('new')).toMatchObject({
      pauses: new Map(),
      resumes: new Map([['marketing', { ...guard(nowMs + 1), released: false }]]),
    });
  });

  it('leaves everything else of a tenant as it is', async () => {
    const ses = { account: '111122223333', region: 'eu-west-1' };
    await database.documents.put({
      TableName: 'tenants',
      Item: { tenantId: 'rich', ses, reputation: { bouncePausePercent: 8 } },
    });

    await table().pause('rich', '*', operator());

    expect(await itemOf('rich')).toEqual({
      tenantId: 'rich',
      hasOwnAccount: true,
      budgets: {},
      pauses: new Map([['*', operator()]]),
      resumes: new Map(),
      forgiven: new Map(),
      ownThresholds: { bouncePausePercent: 8 },
    });
  });

  it("never lets the guard touch an operator's pause", async () => {
    await table().pause('kept', '*', operator());

    expect(await table().pause('kept', '*', guard())).toBe(false);
    expect(await table().resume('kept', '*', { ...guard(), released: false })).toBe(false);
    expect((await itemOf('kept'))?.pauses.get('*')).toEqual(operator());
  });

  it("lets an operator replace the guard's pause, and lift any", async () => {
    await table().pause('both', '*', guard());

    expect(await table().pause('both', '*', operator())).toBe(true);
    expect(await table().resume('both', '*', { ...operator(), released: false })).toBe(true);
    expect((await itemOf('both'))?.pauses.size).toBe(0);
  });

  it("forgives when an operator resumes the guard's pause, and keeps that through a drill", async () => {
    const resumed = (since: number) => ({ ...operator(since), released: false });
    await table().pause('drilled', '*', operator());
    await table().resume('drilled', '*', resumed(nowMs + 1));
    expect((await itemOf('drilled'))?.forgiven).toEqual(new Map());

    await table().pause('drilled', '*', guard(nowMs + day));
    await table().resume('drilled', '*', resumed(nowMs + day + 1));
    await table().pause('drilled', '*', operator(nowMs + day + 2));
    await table().resume('drilled', '*', resumed(nowMs + day + 3));

    expect((await itemOf('drilled'))?.forgiven).toEqual(new Map([['*', nowMs + day + 1]]));
  });

  it("holds the guard off for five minutes after an operator's resume, and no longer", async () => {
    await table().resume('held', '*', { ...operator(), released: false });

    expect(await table().pause('held', '*', guard(nowMs + 300_000 - 1))).toBe(false);
    expect(await table().pause('held', '*', guard(nowMs + 300_000))).toBe(true);
  });

  it('notes a release only for the resume it was done for', async () => {
    const first = { ...operator(1), released: false };
    await table().resume('late', '*', first);
    await table().resume('late', '*', { ...operator(2), released: false });

    await table().markReleased('late', '*', first);
    expect((await itemOf('late'))?.resumes.get('*')?.released).toBe(false);
    await table().markReleased('late', '*', { ...operator(2), released: false });
    expect((await itemOf('late'))?.resumes.get('*')?.released).toBe(true);
  });

  it('takes an item whose account or pauses cannot be read for paused by an operator, and lists all others', async () => {
    const wrong = { '*': { by: 'Ops', since: 1, why: 'x' } };
    const items = [
      { tenantId: 'bad-pause', pauses: wrong },
      { tenantId: 'bad-account', ses: { account: '44445555666', region: 'eu-west-1' } },
      { tenantId: 'bad-budget', settings: { budget: { perDay: 'ten' } } },
      { tenantId: 'bad-resume', resumes: wrong, pauses: { '*': guard() } },
      { tenantId: 'bad-percent', reputation: { bouncePausePercent: 'five' } },
      { tenantId: 'beside' },
    ];
    for (const Item of items) await database.documents.put({ TableName: 'tenants', Item });

    const seen = await Promise.all(items.map(({ tenantId }) => itemOf(tenantId)));

    expect(seen.map((one) => one?.unreadable?.flatMap(({ attributes }) => attributes))).toEqual([
      ['pauses.*.by'],
      ['ses.account'],
      ['settings.budget.perDay'],
      expect.arrayContaining(['resumes.*.by']),
      ['reputation.bouncePausePercent'],
      undefined,
    ]);
    expect(seen.map((one) => one?.pauses.get('*')?.by)).toEqual([
      'operator',
      'operator',
      'operator',
      'guard',
      undefined,
      undefined,
    ]);
    expect(seen[1]?.hasOwnAccount).toBe(true);
    expect(seen[3]?.ownThresholds).toEqual({});
    for (const { tenantId } of items)
      await database.documents.delete({ TableName: 'tenants', Key: { tenantId } });
  });

  it('lets the guard pause again what it has resumed itself, however soon', async () => {
    await table().pause('again', '*', guard());
    await table().resume('again', '*', { ...guard(nowMs + 1), released: false });

    expect(await table().pause('again', '*', guard(nowMs + 2))).toBe(true);
  });
});
