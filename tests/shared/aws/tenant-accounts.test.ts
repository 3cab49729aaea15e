import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientOptionsFor, tenantAccounts } from '../../../shared/aws/tenant-accounts.ts';
import { pauseOf } from '../../../shared/tenants/pauses.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const put = (tenantId: string, ses?: Readonly<Record<string, string>>) =>
  database.documents.put({
    TableName: 'tenants',
    Item: { tenantId, name: 'a name', ...(ses === undefined ? {} : { ses }) },
  });

const berlin = {
  account: '111111111111',
  region: 'eu-central-1',
  roleArn: 'arn:aws:iam::111111111111:role/ses-pipeline-sender',
};

const opened = () => {
  const names: string[] = [];
  const accounts = tenantAccounts(database.documents, 'tenants', (brought) => {
    names.push(`${brought.account}#${brought.region}`);
    return { brought };
  });
  return { ...accounts, names };
};

describe('tenantAccounts', () => {
  it('finds the account of a tenant that brings one, and none for the others', async () => {
    await put('brings', berlin);
    await put('brings-none');

    const found = await opened().find(['brings', 'brings-none', 'unknown']);

    expect([...found.keys()].toSorted()).toEqual(['brings', 'brings-none']);
    expect(found.get('brings')?.account?.brought).toEqual(berlin);
    expect(found.get('brings-none')).toEqual({ account: undefined, pauses: {} });
  });

  it('opens an account once, however many tenants share it and however often it is asked for', async () => {
    await put('one', berlin);
    await put('two', berlin);
    const accounts = opened();

    const first = await accounts.find(['one', 'two']);
    const second = await accounts.find(['two']);

    expect(accounts.names).toEqual(['111111111111#eu-central-1']);
    expect(first.get('one')?.account).toBe(second.get('two')?.account);
  });

  it('heeds a changed configuration at once', async () => {
    await put('moves', berlin);
    const accounts = opened();
    await accounts.find(['moves']);
    await put('moves', { ...berlin, region: 'eu-west-1' });

    expect((await accounts.find(['moves'])).get('moves')?.account?.brought.region).toBe(
      'eu-west-1',
    );
  });

  it('finds what of a tenant’s mail is paused, in the same request', async () => {
    const marketing = { by: 'guard', since: 1_790_000_000_000, why: 'bounce rate of 6 %' } as const;
    await database.documents.put({
      TableName: 'tenants',
      Item: { tenantId: 'paused', pauses: { marketing } },
    });

    const { pauses } = (await opened().find(['paused'])).get('paused') ?? { pauses: {} };

    expect(pauseOf(pauses, 'marketing')).toEqual(marketing);
    expect(pauseOf(pauses, 'transactional')).toBeUndefined();
    expect(pauseOf({ ...pauses, '*': { ...marketing, by: 'operator' } }, 'marketing')?.by).toBe(
      'operator',
    );
  });

  it('lists every account once', async () => {
    await put('a', berlin);
    await put('b', { ...berlin, account: '222222222222' });
    const accounts = opened();

    const listed = await accounts.list();

    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.map(({ brought }) => brought.account)).toEqual(
      expect.arrayContaining(['111111111111', '222222222222']),
    );
  });

  it('refuses an item that names no account, without telling what it holds', async () => {
    await put('broken', { account: 'secret', region: 'eu-central-1' });

    await expect(opened().find(['broken'])).rejects.toThrow();
    await expect(opened().find(['broken'])).rejects.not.toThrow(/secret/);

    await database.documents.delete({ TableName: 'tenants', Key: { tenantId: 'broken' } });
  });
});

describe('clientOptionsFor', () => {
  it("uses the sender's own rights unless a role is named", () => {
    expect(clientOptionsFor({ account: '1', region: 'eu-west-1' })).toEqual({
      region: 'eu-west-1',
    });
    expect(clientOptionsFor({ ...berlin, endpoint: 'http://127.0.0.1:1' })).toMatchObject({
      endpoint: 'http://127.0.0.1:1',
    });
    expect(clientOptionsFor(berlin)).toHaveProperty('credentials');
  });
});
