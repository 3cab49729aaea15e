import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantTopics } from '../../../../shared/aws/tenants/tenant-topics.ts';
import type { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

describe('tenant topics', () => {
  let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

  beforeAll(async () => {
    database = await startLocalDynamoDb();
  });
  afterAll(() => database.stop());

  it('are read from lists and sets, for the tenants that have some; what is neither is told of and left out', async () => {
    const items = [
      {
        tenantId: 'list',
        topics: ['a', 'b'],
        ses: { account: '111122223333', region: 'eu-west-1' },
      },
      { tenantId: 'set', topics: new Set(['c']) },
      { tenantId: 'none' },
      { tenantId: 'text', topics: 'd' },
      { tenantId: 'mixed', topics: ['e', 1] },
    ];
    for (const Item of items) await database.documents.put({ TableName: 'tenants', Item });

    const told: UnreadableItem[] = [];

    const found = await tenantTopics(database.documents, 'tenants', (item) => told.push(item))();

    expect(told.map(({ message }) => message.slice(0, 32)).toSorted()).toEqual([
      'Correct the item of tenant mixed',
      'Correct the item of tenant text ',
    ]);
    expect(found.toSorted((a, b) => a.tenantId.localeCompare(b.tenantId))).toEqual([
      { tenantId: 'list', topics: ['a', 'b'] },
      { tenantId: 'set', topics: ['c'] },
    ]);
  });

  it('are read from every page', async () => {
    const padding = 'x'.repeat(300_000);
    for (let tenant = 0; tenant < 5; tenant += 1) {
      await database.documents.put({
        TableName: 'tenants',
        Item: { tenantId: `long-${tenant}`, topics: ['t'], padding },
      });
    }

    const found = await tenantTopics(database.documents, 'tenants', () => {})();

    expect(found.filter(({ tenantId }) => tenantId.startsWith('long-'))).toHaveLength(5);
  });

  it('cannot be read where there is no table', async () => {
    await expect(tenantTopics(database.documents, 'nowhere', () => {})()).rejects.toThrow();
  });
});
