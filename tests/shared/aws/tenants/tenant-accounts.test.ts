import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientOptionsFor } from '../../../../shared/aws/tenants/client-options.ts';
import { tenantAccounts } from '../../../../shared/aws/tenants/tenant-accounts.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { pauseOf } from '../../../../shared/tenants/pauses.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

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
  const accounts = tenantAccounts(database.documents, 'tenants', (brought, keys) => {
    names.push(`${brought.account}#${brought.region}`);
    return keys === undefined ? { brought } : { brought, keys };
  });
  return { ...accounts, names };
};

type Accounts = ReturnType<typeof opened>;

const foundIn = async (accounts: Accounts, tenantId: string) => {
  const found = (await accounts.find([tenantId])).get(tenantId);
  if (found === undefined || found instanceof UnreadableItem) throw new Error('not found');
  return found;
};

const nothingTold = () => {
  throw new Error('an item cannot be read');
};

describe('tenantAccounts', () => {
  it('finds the account of a tenant that brings one, and none for the others', async () => {
    await put('brings', berlin);
    await put('brings-none');

    const found = await opened().find(['brings', 'brings-none', 'unknown']);

    expect([...found.keys()].toSorted()).toEqual(['brings', 'brings-none']);
    expect(found.get('brings')).toEqual({ account: { brought: berlin }, pauses: {}, waysOut: {} });
    expect(found.get('brings-none')).toEqual({ account: undefined, pauses: {}, waysOut: {} });
  });

  it('finds the SES tenant that an item names, and refuses a name that SES would not take', async () => {
    const putTenant = (tenantId: string, sesTenant: string) =>
      database.documents.put({ TableName: 'tenants', Item: { tenantId, sesTenant } });
    await putTenant('named', 'acme-1');
    await putTenant('misnamed', 'acme inc');

    const found = await opened().find(['named', 'misnamed']);

    expect(found.get('named')).toMatchObject({ sesTenant: 'acme-1' });
    expect(found.get('misnamed')).toBeInstanceOf(UnreadableItem);
    expect(String(found.get('misnamed'))).toContain(
      'the item of tenant misnamed in the tenants table: sesTenant',
    );
    await database.documents.delete({ TableName: 'tenants', Key: { tenantId: 'misnamed' } });
  });

  it('opens an account once, however many tenants share it and however often it is asked for', async () => {
    await put('one', berlin);
    await put('two', berlin);
    const accounts = opened();

    const first = await foundIn(accounts, 'one');
    const second = await foundIn(accounts, 'two');

    expect(accounts.names).toEqual(['111111111111#eu-central-1']);
    expect(first.account).toBe(second.account);
  });

  it('opens an account with the keys of its tenant, for that tenant alone, and anew when they change', async () => {
    const { account, region } = berlin;
    const keyOf = (letter: string) => ({
      accessKeyId: `AKIA${letter.repeat(16)}`,
      secret: 'v1.a.b.c',
      setAt: 1,
    });
    const putKeys = (tenantId: string, ses: object, letter = 'A') =>
      database.documents.put({
        TableName: 'tenants',
        Item: { tenantId, ses, credentials: { current: keyOf(letter) } },
      });
    await putKeys('keys', { account, region });
    await putKeys('same-keys', { account, region });
    await putKeys('role-and-keys', berlin);
    const accounts = opened();
    const accountOf = async (tenantId: string) => (await foundIn(accounts, tenantId)).account;

    const first = await accountOf('keys');
    expect(first).toEqual({
      brought: { account, region },
      keys: { tenantId: 'keys', credentials: { current: keyOf('A') } },
    });
    expect(await accountOf('keys')).toBe(first);
    expect(await accountOf('same-keys')).not.toBe(first);
    expect(await accountOf('role-and-keys')).toEqual({ brought: berlin });

    await putKeys('keys', { account, region }, 'B');
    expect(await accountOf('keys')).toMatchObject({
      keys: { credentials: { current: keyOf('B') } },
    });
    for (const tenantId of ['keys', 'same-keys', 'role-and-keys'])
      await database.documents.delete({ TableName: 'tenants', Key: { tenantId } });
  });

  it('heeds a changed configuration at once', async () => {
    await put('moves', berlin);
    const accounts = opened();
    await accounts.find(['moves']);
    await put('moves', { ...berlin, region: 'eu-west-1' });

    expect((await foundIn(accounts, 'moves')).account?.brought.region).toBe('eu-west-1');
  });

  it('finds what of a tenant’s mail is paused, in the same request', async () => {
    const marketing = { by: 'guard', since: 1_790_000_000_000, why: 'bounce rate of 6 %' } as const;
    await database.documents.put({
      TableName: 'tenants',
      Item: { tenantId: 'paused', pauses: { marketing } },
    });

    const { pauses } = await foundIn(opened(), 'paused');

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

    const listed = await accounts.list(nothingTold);

    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.map(({ brought }) => brought.account)).toEqual(
      expect.arrayContaining(['111111111111', '222222222222']),
    );
  });

  it('says of an item that cannot be read what is wrong, and finds and lists all others', async () => {
    await put('broken', { account: 'secret', region: 'eu-central-1', externalId: 'hidden' });
    const wrongPause = { '*': { by: 'Ops', since: 1, why: 'x' } };
    await database.documents.put({
      TableName: 'tenants',
      Item: { tenantId: 'broken-too', pauses: wrongPause },
    });
    await put('fine', berlin);
    const told: UnreadableItem[] = [];

    const found = await opened().find(['broken', 'broken-too', 'fine']);
    const listed = await opened().list((item) => told.push(item));

    expect(found.get('broken')).toMatchObject({
      message:
        'Correct the item of tenant broken in the tenants table: ses.account cannot be read. docs/architecture.md has the attributes.',
      attributes: ['ses.account'],
    });
    expect(found.get('broken-too')).toMatchObject({ attributes: ['pauses.*.by'] });
    expect(found.get('fine')).toMatchObject({ account: { brought: berlin } });
    expect(told.map(({ attributes }) => attributes).toSorted()).toEqual([
      ['pauses.*.by'],
      ['ses.account'],
    ]);
    expect(JSON.stringify(told.map(({ message }) => message))).not.toMatch(/secret|hidden/);
    expect(listed.map(({ brought }) => brought.account)).toContain('111111111111');
    for (const tenantId of ['broken', 'broken-too'])
      await database.documents.delete({ TableName: 'tenants', Key: { tenantId } });
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

  it('asks for the secret of a key again after five minutes', async () => {
    let opened = 0;
    const openSecret = async () => {
      opened += 1;
      return 'hush';
    };
    const { credentials } = clientOptionsFor(
      { account: '1', region: 'eu-west-1' },
      { accessKeyId: 'AKIA', openSecret },
    );
    if (credentials === undefined) throw new Error('no credentials');

    const { expiration, ...signing } = await credentials();

    expect(signing).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 'hush' });
    expect(opened).toBe(1);
    // The SDK asks again five minutes before the end that it is told.
    expect((expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(10 * 60_000);
  });
});
