import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantRoles } from '../../../../shared/aws/tenants/tenant-roles.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const roleArn = 'arn:aws:iam::444455556666:role/ses-pipeline-sender';
const wish = { roleArn, region: 'eu-central-1' };
const account = '444455556666';

let ids = 0;
const world = () => {
  ids += 1;
  const tenantId = `role-${ids}`;
  const newId = () => {
    ids += 1;
    return `external-${ids}`;
  };
  const { documents } = database;
  const put = (item: object) =>
    documents.put({ TableName: 'tenants', Item: { tenantId, ...item } });
  const item = () => documents.get({ TableName: 'tenants', Key: { tenantId } });
  return { tenantId, roles: tenantRoles(documents, 'tenants', newId), put, item };
};

describe('tenantRoles', () => {
  it('stores a role for a tenant without an item, and keeps its external id', async () => {
    const { tenantId, roles } = world();

    const first = await roles.put(tenantId, wish);
    const second = await roles.put(tenantId, { ...wish, region: 'eu-west-1' });

    expect(first).toEqual({ ...wish, account, externalId: expect.stringMatching(/^external-/) });
    expect(second).toEqual({ ...first, region: 'eu-west-1' });
    expect(await roles.read(tenantId)).toEqual(second);
  });

  it('keeps an external id that was set by hand', async () => {
    const { tenantId, roles, put } = world();
    await put({ ses: { account, region: 'eu-west-1', roleArn, externalId: 'by hand' } });

    expect((await roles.put(tenantId, wish)).externalId).toBe('by hand');
  });

  it('takes the place of access keys, and leaves everything else', async () => {
    const { tenantId, roles, put, item } = world();
    await put({ ses: { account, region: 'eu-west-1' }, credentials: {}, sesTenant: 'acme' });

    await roles.put(tenantId, wish);

    expect(await item()).toMatchObject({ sesTenant: 'acme', ses: { roleArn } });
    expect(await item()).not.toHaveProperty('credentials');
  });

  it('removes a role, and no account that was given by keys', async () => {
    const { tenantId, roles, put } = world();

    expect(await roles.remove(tenantId)).toBe(false);
    await put({ ses: { account, region: 'eu-west-1' } });
    expect(await roles.remove(tenantId)).toBe(false);
    const { externalId } = await roles.put(tenantId, wish);
    expect(await roles.remove(tenantId)).toBe(true);
    expect(await roles.read(tenantId)).toBeUndefined();
    expect((await roles.put(tenantId, wish)).externalId).toBe(externalId);
  });

  it('says which item cannot be read', async () => {
    const { tenantId, roles, put } = world();
    await put({ ses: { account: 'no' } });

    await expect(roles.read(tenantId)).rejects.toThrow(/Correct the item of tenant/);
  });
});
