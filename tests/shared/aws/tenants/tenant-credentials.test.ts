import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { tenantCredentials } from '../../../../shared/aws/tenants/tenant-credentials.ts';
import { noKeys, secretBox } from '../../../../shared/secrets/secret-box.ts';
import {
  contextOfKey,
  credentialsSchema,
  secretPlaceholder,
} from '../../../../shared/tenants/credentials.ts';
import type { KeysWish } from '../../../../shared/tenants/plan-keys.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const account = '444455556666';
const region = 'eu-central-1';
const idOf = (letter: string) => `AKIA${letter.repeat(16)}`;
const secretOf = (letter: string) => `${letter}JalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`;
const wishOf = (letter: string, wish: Partial<KeysWish> = {}): KeysWish => ({
  account,
  region,
  accessKeyId: idOf(letter),
  secretAccessKey: secretOf(letter),
  ...wish,
});

const keysIn = (item: unknown) =>
  z.object({ credentials: credentialsSchema }).parse(item).credentials;

let tenants = 0;
const world = () => {
  tenants += 1;
  const tenantId = `tenant-${tenants}`;
  const box = secretBox(memoryKeys());
  const clock = { nowMs: 1_790_000_000_000 };
  const itemOf = () => database.documents.get({ TableName: 'tenants', Key: { tenantId } });
  const credentials = tenantCredentials(database.documents, 'tenants', box, () => clock.nowMs);
  return { ...credentials, tenantId, box, clock, itemOf };
};

describe('tenantCredentials', () => {
  it('stores a key sealed, tells its age, and shows the secret nowhere', async () => {
    const { tenantId, put, read, itemOf, box, clock } = world();

    const stored = await put(tenantId, wishOf('A'));
    clock.nowMs += 3 * 86_400_000;
    const described = await read(tenantId);
    const item = await itemOf();

    expect(stored).toMatchObject({ kind: 'stored', credentials: { ageDays: 0 } });
    expect(described).toEqual({
      ses: { account, region },
      credentials: {
        accessKeyId: idOf('A'),
        secretAccessKey: secretPlaceholder,
        setAt: '2026-09-21T14:13:20.000Z',
        ageDays: 3,
      },
    });
    expect(JSON.stringify([stored, described, item])).not.toContain('JalrXUtn');
    expect(await box.open(keysIn(item).current.secret, contextOfKey(tenantId))).toBe(secretOf('A'));
    await expect(box.open(keysIn(item).current.secret, contextOfKey('other'))).rejects.toThrow(
      'cannot be opened',
    );
  });

  it('writes nothing when what was read is written back', async () => {
    const { tenantId, put, read, itemOf } = world();
    await put(tenantId, wishOf('A'));
    const before = await itemOf();
    const described = await read(tenantId);

    const { accessKeyId = '', secretAccessKey = '' } = described?.credentials ?? {};
    const again = await put(tenantId, { ...described?.ses, region, accessKeyId, secretAccessKey });

    expect(again).toEqual({ kind: 'unchanged', ...described });
    expect(await itemOf()).toEqual(before);
  });

  it('keeps the key before beside the new one, and all else of the item', async () => {
    const { tenantId, put, itemOf } = world();
    const settings = { replyTo: ['a@example.com'] };
    await database.documents.put({ TableName: 'tenants', Item: { tenantId, settings } });
    await put(tenantId, wishOf('A'));

    const rotated = await put(tenantId, wishOf('B'));

    expect(rotated).toMatchObject({
      kind: 'stored',
      credentials: { accessKeyId: idOf('B'), previous: { accessKeyId: idOf('A') } },
    });
    expect(await itemOf()).toMatchObject({ settings, ses: { account, region } });
  });

  it('loses no key of two that are put at once', async () => {
    const { tenantId, put, itemOf } = world();
    await put(tenantId, wishOf('A'));

    const results = await Promise.all([put(tenantId, wishOf('B')), put(tenantId, wishOf('C'))]);

    expect(results.map(({ kind }) => kind)).toEqual(['stored', 'stored']);
    const { current, previous } = keysIn(await itemOf());
    expect([current.accessKeyId, previous?.accessKeyId].toSorted()).toEqual([idOf('B'), idOf('C')]);
  });

  it('gives up when others keep changing the item, and asks the key once', async () => {
    const { tenantId, clock, put } = world();
    let letters = 0;
    const keys = memoryKeys();
    const busy = tenantCredentials(
      {
        ...database.documents,
        get: async (request) => {
          const item = await database.documents.get(request);
          await put(tenantId, wishOf('ABCDEFGHIJ'.charAt(letters++)));
          return item;
        },
      },
      'tenants',
      secretBox(keys),
      () => clock.nowMs,
    );

    expect(await busy.put(tenantId, wishOf('Y'))).toEqual({ kind: 'conflict' });
    expect(keys.uses.created).toBe(1);
  });

  it('stores nothing without a key of the deployment, and says what to do', async () => {
    const { tenantId, clock, itemOf } = world();
    const { put } = tenantCredentials(
      database.documents,
      'tenants',
      secretBox(noKeys),
      () => clock.nowMs,
    );

    await expect(put(tenantId, wishOf('A'))).rejects.toThrow(/customerKey=true.*role/);
    expect(await itemOf()).toBeUndefined();
  });

  it('refuses a wish without touching the item, and says why without a value', async () => {
    const { tenantId, put, itemOf } = world();

    const result = await put(tenantId, wishOf('A', { secretAccessKey: `${secretOf('A')} x` }));

    expect(result).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(result)).not.toContain('JalrXUtn');
    expect(await itemOf()).toBeUndefined();
  });

  it('names what of an item cannot be read, and overwrites none of it', async () => {
    const { tenantId, put, read } = world();
    const Item = {
      tenantId,
      credentials: { current: { accessKeyId: idOf('A'), secret: 'plain' } },
    };
    await database.documents.put({ TableName: 'tenants', Item });

    for (const work of [() => read(tenantId), () => put(tenantId, wishOf('B'))])
      await expect(work()).rejects.toMatchObject({
        attributes: ['credentials.current.secret', 'credentials.current.setAt'],
      });
    await database.documents.delete({ TableName: 'tenants', Key: { tenantId } });
  });

  it('forgets the keys and the account, and only the keys where there is a role', async () => {
    const { tenantId, put, remove, itemOf } = world();
    expect(await remove(tenantId)).toBe(false);
    await put(tenantId, wishOf('A'));
    expect(await remove(tenantId)).toBe(true);
    expect(await itemOf()).toEqual({ tenantId });

    await put(tenantId, wishOf('A'));
    const ses = { account, region, roleArn: `arn:aws:iam::${account}:role/x` };
    await database.documents.put({ TableName: 'tenants', Item: { ...(await itemOf()), ses } });
    expect(await remove(tenantId)).toBe(true);
    expect(await itemOf()).toEqual({ tenantId, ses });
  });
});
