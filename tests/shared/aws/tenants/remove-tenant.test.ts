import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Documents } from '../../../../shared/aws/dynamodb/documents.ts';
import { removeTenant } from '../../../../shared/aws/tenants/remove-tenant.ts';
import { tenantBook } from '../../../../shared/aws/tenants/tenant-book.ts';
import { tenantPauses } from '../../../../shared/aws/tenants/tenant-pauses.ts';
import { pauseOf } from '../../../../shared/tenants/pauses.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 29, 12);
const closing = { by: 'operator', since: noon, why: 'left us' } as const;
const ofGuard = { by: 'guard', since: noon - 1, why: 'bounces' } as const;

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const remove = (tenantId: string) => removeTenant(database.documents, 'tenants')(tenantId, closing);
const itemOf = (tenantId: string) =>
  database.documents.get({ TableName: 'tenants', Key: { tenantId } });

describe('remove-tenant', () => {
  it('leaves a pause of all mail, the pauses there were, and nothing else, whatever the item had', async () => {
    const tenantId = 'full';
    await database.documents.put({
      TableName: 'tenants',
      Item: {
        tenantId,
        ses: { account: '111122223333', region: 'eu-west-1' },
        credentials: { current: { secret: 'sealed' } },
        sesTenant: 'full',
        settings: { from: 'a@example.org' },
        settingsVersion: 4,
        topics: ['arn:aws:sns:eu-west-1:111122223333:feedback'],
        reputation: { bounceWarnPercent: 1 },
        pauses: { marketing: ofGuard, '*': { ...ofGuard, why: 'before' } },
        resumes: { transactional: { by: 'operator', since: 1, why: 'x', released: false } },
        ofTomorrow: true,
      },
    });

    expect(await remove(tenantId)).toBe(true);
    expect(await itemOf(tenantId)).toEqual({
      tenantId,
      pauses: { marketing: ofGuard, '*': closing },
      settingsVersion: 5,
    });
  });

  it.each([
    ['that has no item', undefined],
    ['whose item cannot be read', { pauses: 7, ses: 'x', settingsVersion: 'y' }],
  ])('holds the mail of a tenant %s', async (name, item) => {
    const tenantId = name.replaceAll(' ', '-');
    if (item !== undefined)
      await database.documents.put({ TableName: 'tenants', Item: { tenantId, ...item } });

    await remove(tenantId);
    await remove(tenantId);

    const { pauses, ses } = await tenantBook(database.documents, 'tenants').read(tenantId);
    expect([pauseOf(pauses, 'transactional'), ses]).toEqual([closing, undefined]);
  });

  it('lets nobody write settings that were read before', async () => {
    const book = tenantBook(database.documents, 'tenants');
    const before = await book.read('raced');

    await remove('raced');

    expect(await book.write('raced', before, { settings: { from: 'a@example.org' } })).toBe(false);
  });

  it('ends when an operator lets the mail go, and no other pause with it', async () => {
    const pauses = tenantPauses(database.documents, 'tenants');
    await pauses.pause('back', 'marketing', ofGuard);
    await remove('back');

    await pauses.resume('back', '*', { ...closing, released: false });

    const { pauses: standing } = await tenantBook(database.documents, 'tenants').read('back');
    expect(standing).toEqual({ marketing: ofGuard });
  });

  it('gives up, and removes nothing, when others keep changing the tenant', async () => {
    let puts = 0;
    const documents: Documents = {
      ...database.documents,
      put: async () => {
        puts += 1;
        throw Object.assign(new Error('x'), { name: 'ConditionalCheckFailedException' });
      },
    };

    expect(await removeTenant(documents, 'tenants')('busy', closing)).toBe(false);
    expect([puts, await itemOf('busy')]).toEqual([4, undefined]);
  });
});
