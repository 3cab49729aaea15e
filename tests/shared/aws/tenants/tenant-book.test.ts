import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantBook } from '../../../../shared/aws/tenants/tenant-book.ts';
import { tenantPauses } from '../../../../shared/aws/tenants/tenant-pauses.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const book = () => tenantBook(database.documents, 'tenants');
const from = { address: 'care@clinic.example', name: 'Clinic' };

describe('tenantBook', () => {
  it('reads nothing of a tenant without an item', async () => {
    expect(await book().read('nobody')).toEqual({ pauses: {} });
  });

  it('writes settings, and again over those that it has read', async () => {
    for (const refusedSubjects of [['*a*'], ['*b*'], ['*c*']]) {
      const before = await book().read('acme');
      const after = { settings: { from, refusedSubjects }, provider: { provider: 'ses' as const } };

      expect(await book().write('acme', before, after)).toBe(true);
      expect(await book().read('acme')).toMatchObject(after);
    }
  });

  it('writes over nothing that somebody else has written since', async () => {
    const mine = await book().read('zeta');
    const theirs = await book().read('zeta');

    expect(await book().write('zeta', theirs, { settings: { from } })).toBe(true);
    expect(await book().write('zeta', mine, { settings: {} })).toBe(false);
    expect((await book().read('zeta')).settings).toEqual({ from });
  });

  it('leaves the rest of the item alone', async () => {
    const pause = { by: 'operator', since: 1, why: 'x' } as const;
    await tenantPauses(database.documents, 'tenants').pause('beta', '*', pause);

    await book().write('beta', await book().read('beta'), { settings: {} });

    expect((await book().read('beta')).pauses).toEqual({ '*': pause });
  });

  it('names what it cannot read, and no value of it', async () => {
    const settings = { allowedSenders: 'Jane' };
    await database.documents.put({ TableName: 'tenants', Item: { tenantId: 'odd', settings } });

    await expect(book().read('odd')).rejects.toThrow(
      'Correct the item of tenant odd in the tenants table: settings.allowedSenders',
    );
  });
});
