import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permitsIn } from '../../../../shared/aws/messages/permits-item.ts';
import { scanMessages } from '../../../../shared/aws/messages/scan-messages.ts';
import { searchPlaces } from '../../../../shared/aws/messages/search-places.ts';
import type { TakePermit } from '../../../../shared/permits/ports.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 29, 12);
const limit = { inAll: 3, ofTenant: 2, longestMs: 1_000 };

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
let ids = 0;
let nowMs = noon;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const rows = () => ({ documents: database.documents, table: 'messages' });
const newId = (): string => {
  ids += 1;
  return `id-${ids}`;
};

describe('scan-messages', () => {
  it('hands over the messages of one tenant, and goes on where a page ended', async () => {
    for (const pk of ['acme#1', 'acme#2', 'acme-2#1', '#try#acme', 'zeta#jane@example.org'])
      await database.documents.put({ TableName: 'messages', Item: { pk } });

    const { items, next } = await scanMessages(rows())('acme', undefined);
    const pks = items.map(({ pk }) => String(pk));
    const rest = await scanMessages(rows())('acme', pks[0]);

    expect([pks.toSorted(), next]).toEqual([['acme#1', 'acme#2'], undefined]);
    expect(rest.items.map(({ pk }) => pk)).toEqual(pks.slice(1));
  });
});

describe('search-places', () => {
  const places = () => searchPlaces(rows(), () => nowMs, newId);

  it('give back where a search of the tenant stopped, for an hour, and to nobody else', async () => {
    const id = await places().keep('acme', 'zeta#jane@example.org');

    expect(id).not.toContain('jane');
    expect(await places().find('acme', id)).toBe('zeta#jane@example.org');
    expect(await places().find('zeta', id)).toBeUndefined();
    expect(await places().find('acme', 'another')).toBeUndefined();
    nowMs += 3_600_000;
    expect(await places().find('acme', id)).toBeUndefined();
  });
});

describe('permits-item', () => {
  const take: TakePermit = (...wish) => permitsIn(rows(), () => nowMs, newId)(...wish);

  it('gives as many permits as may be at once to all who ask at the same time', async () => {
    const answers = await Promise.all(
      ['a', 'a', 'b', 'b'].map((tenantId) => take('work', tenantId, { ...limit, inAll: 2 })),
    );

    const taken = answers.filter(({ kind }) => kind === 'taken');
    expect(taken.length).toBeLessThanOrEqual(2);
    expect(taken.length).toBeGreaterThan(0);
  });

  it('gives one again after its end, and each sort of work its own', async () => {
    const first = await take('other', 'a', { ...limit, ofTenant: 1 });

    expect((await take('other', 'a', { ...limit, ofTenant: 1 })).kind).toBe('full');
    expect((await take('third', 'a', { ...limit, ofTenant: 1 })).kind).toBe('taken');
    if (first.kind === 'taken') await first.end();
    expect((await take('other', 'a', { ...limit, ofTenant: 1 })).kind).toBe('taken');
  });

  it('gives one where the item cannot be read, as nothing depends on it', async () => {
    await database.documents.put({
      TableName: 'messages',
      Item: { pk: '#permits#broken', permits: 7 },
    });

    expect((await take('broken', 'a', limit)).kind).toBe('taken');
  });
});
