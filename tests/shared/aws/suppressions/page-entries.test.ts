import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pageEntries } from '../../../../shared/aws/suppressions/page-entries.ts';
import { suppressionTable } from '../../../../shared/aws/suppressions/suppression-table.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const rows = () => ({ documents: database.documents, table: 'suppressions' });
const scope = 'tenant#acme';
const addressOf = (number: number) => `a${String(number).padStart(2, '0')}@example.org`;

const enter = (address: string, of: string) =>
  suppressionTable(database.documents, 'suppressions').enter({
    ...{ address, scope: of, reason: 'operator' as const, detail: 'x', source: 'test' },
    ...{ by: 'me', sinceMs: 1_000, expiresAtMs: undefined },
  });

/** Every page of the scope. */
const pagesOf = async (limit: number) => {
  const pages = [];
  let after: string | undefined;
  do {
    const page = await pageEntries(rows(), scope, after, limit);
    pages.push(page);
    after = page.next;
    if (pages.length > 20) throw new Error('The pages never end.');
  } while (after !== undefined);
  return pages;
};

describe('pageEntries', () => {
  beforeAll(async () => {
    for (let number = 9; number > 0; number -= 1) await enter(addressOf(number), scope);
    await enter(addressOf(1), 'tenant#zeta');
    await enter(addressOf(50), '*');
  });

  it.each([1, 2, 4, 9, 10])('has each address of the scope once, in pages of %d', async (limit) => {
    const pages = await pagesOf(limit);
    const addresses = pages.flatMap(({ entries }) => entries.map(({ address }) => address));

    expect(addresses).toEqual(Array.from({ length: 9 }, (_, index) => addressOf(index + 1)));
    expect(pages).toHaveLength(Math.ceil(9 / limit));
    expect(pages.every(({ entries }) => entries.length <= limit)).toBe(true);
  });

  it('leaves out a row that cannot be read, tells it, and goes on', async () => {
    const bad = { address: addressOf(4), scope, operator: 'Jane' };
    await database.documents.put({ TableName: 'suppressions', Item: bad });

    const pages = await pagesOf(2);

    expect(pages.flatMap(({ entries }) => entries)).toHaveLength(8);
    expect(pages.flatMap(({ unreadable }) => unreadable).map(({ message }) => message)).toEqual([
      expect.stringContaining('operator'),
    ]);
  });
});
