import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantSenders } from '../../../../shared/aws/tenants/tenant-senders.ts';
import type { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

describe('tenant senders', () => {
  let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
  beforeAll(async () => {
    database = await startLocalDynamoDb();
  });
  afterAll(() => database.stop());

  it('are read from the settings of each tenant, but not of all tenants; what cannot be read is told of and left out', async () => {
    const items = [
      {
        tenantId: 'all',
        settings: {
          from: { name: 'Front', address: 'front@acme.example' },
          defaultFrom: 'Desk <desk@acme.example>',
          allowedSenders: ['acme.example'],
        },
      },
      { tenantId: 'odd-elsewhere', settings: { from: 'a@odd.example', streams: 7 } },
      { tenantId: 'none' },
      { tenantId: 'no-sender', settings: { replyTo: ['a@b.example'], allowedSenders: [] } },
      { tenantId: 'broken', settings: { allowedSenders: 'acme.example' } },
      { tenantId: '*', settings: { allowedSenders: ['everybody.example'] } },
    ];
    for (const Item of items) await database.documents.put({ TableName: 'tenants', Item });
    const told: UnreadableItem[] = [];

    const found = await tenantSenders(database.documents, 'tenants', (item) => told.push(item))();

    expect(told.map(({ message }) => message.slice(0, 33))).toEqual([
      'Correct the item of tenant broken',
    ]);
    expect(found.toSorted((a, b) => a.tenantId.localeCompare(b.tenantId))).toEqual([
      {
        tenantId: 'all',
        senders: ['front@acme.example', 'Desk <desk@acme.example>', 'acme.example'],
      },
      { tenantId: 'odd-elsewhere', senders: ['a@odd.example'] },
    ]);
  });

  it('leave default senders out where they keep tenants from sending as each other', async () => {
    const own = tenantSenders(database.documents, 'tenants', () => {}, 'own');

    expect((await own()).find(({ tenantId }) => tenantId === 'all')?.senders).toEqual([
      'front@acme.example',
      'acme.example',
    ]);
  });

  it('cannot be read where there is no table', async () => {
    await expect(tenantSenders(database.documents, 'nowhere', () => {})()).rejects.toThrow();
  });
});
