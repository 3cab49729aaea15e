import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sesTenantItems } from '../../../../shared/aws/tenants/ses-tenant-items.ts';
import { sesTenantMarks } from '../../../../shared/aws/tenants/ses-tenant-marks.ts';
import { tenantPauses } from '../../../../shared/aws/tenants/tenant-pauses.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});

afterAll(() => database.stop());

const marks = () => sesTenantMarks(database.documents, 'tenants');
const put = (Item: { readonly tenantId: string } & Record<string, unknown>) =>
  database.documents.put({ TableName: 'tenants', Item });
const sesOf = async (tenantId: string) =>
  (await tenantPauses(database.documents, 'tenants').list()).find(
    (tenant) => tenant.tenantId === tenantId,
  )?.ses;

describe('ses-tenant-marks', () => {
  it('notes when SES was asked, and that the SES tenant is switched off, until it is forgotten', async () => {
    await put({ tenantId: 'acme', sesTenant: 'shop' });
    const none = { checkedAtMs: 0, isFenced: false, isShared: false };
    const shop = { name: 'shop', reached: { kind: 'pipeline' } };
    expect(await sesOf('acme')).toEqual({ ...shop, ...none });

    await marks().noteCheck('acme', 5);
    await marks().noteFence('acme', 6);
    expect(await sesOf('acme')).toEqual({ ...shop, ...none, checkedAtMs: 5, isFenced: true });

    await marks().forgetFence('acme');
    expect(await sesOf('acme')).toMatchObject({ isFenced: false });
    await marks().noteFence('acme', 7);
    await sesTenantItems(database.documents, 'tenants').clear('acme', 'shop');
    expect(
      await database.documents.get({ TableName: 'tenants', Key: { tenantId: 'acme' } }),
    ).toEqual({ tenantId: 'acme' });
  });

  it('brings back no item that somebody has deleted', async () => {
    await marks().noteCheck('gone', 5);
    await marks().noteFence('gone', 5);
    await marks().forgetFence('gone');

    expect(
      await database.documents.get({ TableName: 'tenants', Key: { tenantId: 'gone' } }),
    ).toBeUndefined();
  });

  it('knows an SES tenant that several items of one account name, and not one of another account', async () => {
    await put({ tenantId: 'one', sesTenant: 'both' });
    await put({ tenantId: 'two', sesTenant: 'both' });
    const ses = { account: '444455556666', region: 'us-east-1' };
    await put({ tenantId: 'three', sesTenant: 'both', ses });

    expect((await sesOf('one'))?.isShared).toBe(true);
    expect((await sesOf('two'))?.isShared).toBe(true);
    expect(await sesOf('three')).toMatchObject({ isShared: false, reached: { kind: 'own' } });
  });
});
