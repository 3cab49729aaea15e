import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishPauses } from '../../../functions/refresh-quota/publish-pauses.ts';
import { publishedPauses } from '../../../shared/aws/tenants/published-pauses.ts';
import { removeTenant } from '../../../shared/aws/tenants/remove-tenant.ts';
import { tenantPauses } from '../../../shared/aws/tenants/tenant-pauses.ts';
import { toPipelineEvent } from '../../../shared/pipeline-events/event-fact.ts';
import type { PipelineEvent } from '../../../shared/pipeline-events/pipeline-event.ts';
import type { Unpublished } from '../../../shared/pipeline-events/ports.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});

afterAll(async () => {
  await database.stop();
});

const nowMs = Date.UTC(2026, 10, 21, 12);
const pauses = () => tenantPauses(database.documents, 'tenants');
const operator = (since: number) => ({ by: 'operator', since, why: 'Jane Doe asked.' }) as const;
const resume = (since: number) => ({ ...operator(since), released: false });

/** One run of refresh-quota; `fails` says what becomes of its events. */
const run = async (tenantId: string, fails?: Unpublished): Promise<readonly PipelineEvent[]> => {
  const events: PipelineEvent[] = [];
  await publishPauses({
    ...publishedPauses(database.documents, 'tenants'),
    publishFacts: async (facts) => {
      events.push(...facts.map((fact) => toPipelineEvent(fact)));
      return new Map(fails === undefined ? [] : facts.map((fact) => [fact, fails]));
    },
    clock: { now: () => nowMs },
    log: () => undefined,
  });
  return events.filter((event) => event.tenantId === tenantId);
};

describe('publish-pauses', () => {
  it('publishes a pause and its end once each, whoever wrote them', async () => {
    await pauses().pause('acme', '*', operator(nowMs));

    expect(await run('acme')).toMatchObject([
      { type: 'tenant-paused', scope: '*', by: 'operator', time: '2026-11-21T12:00:00.000Z' },
    ]);
    expect(await run('acme')).toEqual([]);
    await pauses().resume('acme', '*', resume(nowMs + 1));
    expect(await run('acme')).toMatchObject([
      { type: 'tenant-resumed', scope: '*', by: 'operator', time: '2026-11-21T12:00:00.001Z' },
    ]);
    expect(await run('acme')).toEqual([]);
  });

  it('publishes a second pause of a scope under another id', async () => {
    await pauses().pause('twice', 'marketing', operator(1));
    const [first] = await run('twice');
    await pauses().resume('twice', 'marketing', resume(2));
    await run('twice');
    await pauses().pause('twice', 'marketing', operator(3));
    const [second] = await run('twice');

    expect([first?.type, second?.type]).toEqual(['tenant-paused', 'tenant-paused']);
    expect(second?.id).not.toBe(first?.id);
  });

  it.each<Unpublished>(['again', 'lost'])(
    'publishes again what was not published: %s',
    async (how) => {
      const tenantId = `failing-${how}`;
      await pauses().pause(tenantId, '*', operator(nowMs));
      const [first] = await run(tenantId, how);

      const [second] = await run(tenantId);

      expect(second).toEqual(first);
      expect(await run(tenantId)).toEqual([]);
    },
  );

  it('publishes the pause that is left of a tenant that was removed, and no text of a person', async () => {
    await pauses().pause('gone', '*', operator(1));
    await run('gone');

    await removeTenant(database.documents, 'tenants')('gone', operator(2));

    const events = await run('gone');
    expect(events).toMatchObject([{ type: 'tenant-paused', tenantId: 'gone', scope: '*' }]);
    expect(JSON.stringify(events)).not.toContain('Jane');
  });

  it('passes by a tenant whose pauses cannot be read', async () => {
    const Item = { tenantId: 'broken', pauses: { '*': { by: 'nobody' } } };
    await database.documents.put({ TableName: 'tenants', Item });

    expect(await run('broken')).toEqual([]);
  });

  it('never stops the quota from being read', async () => {
    await publishPauses({
      ...publishedPauses(database.documents, 'tenants'),
      listPauses: async () => {
        throw new Error('no table');
      },
      publishFacts: async () => new Map(),
      clock: { now: () => nowMs },
      log: () => undefined,
    });
  });
});
