import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reputationTable } from '../../../../shared/aws/reputation/reputation-table.ts';
import { tenantSums } from '../../../../shared/aws/reputation/tenant-sums.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { dayOf, hourMs } from '../../../../shared/reputation/periods.ts';
import type { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 29, 12);
const counts = (sent: number) => ({ sent, bounced: 1, complained: 0 });

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

describe('tenant-sums', () => {
  it('are the part of all sums and standings that concerns the tenant', async () => {
    const { documents } = database;
    const book = reputationTable(documents, 'reputation', () => noon);
    await book.writeHour(
      noon,
      new Map([
        ['acme#marketing', counts(7)],
        ['acme#-#elsewhere', counts(3)],
        ['acme-2#marketing', counts(9)],
      ]),
    );
    await book.writeHour(noon + hourMs, new Map([['zeta#marketing', counts(9)]]));
    for (const tenantId of ['acme', 'acme-2'])
      await book.writeStanding({
        ...{ tenantId, scope: '*', standing: 'warned', sinceMs: noon, why: 'so' },
      });
    const told: UnreadableItem[] = [];
    const sums = tenantSums(
      { documents, table: 'reputation', tell: (item) => told.push(item) },
      'acme',
      basicStreams,
    );

    expect(await sums.readHours(dayOf(noon))).toEqual(
      new Map([
        [
          noon,
          new Map([
            ['acme#marketing', counts(7)],
            ['acme#-#elsewhere', counts(3)],
          ]),
        ],
      ]),
    );
    expect((await sums.listStandings()).map(({ tenantId }) => tenantId)).toEqual(['acme']);

    await documents.put({
      TableName: 'reputation',
      Item: { pk: 'day#2026-11-29', sk: '15#0', counts: { 'acme#marketing': 'many' } },
    });
    expect((await sums.readHours(dayOf(noon))).size).toBe(1);
    expect(told).toHaveLength(1);
  });
});
