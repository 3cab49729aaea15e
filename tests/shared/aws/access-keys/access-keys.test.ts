import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maxValidKeys } from '../../../../shared/access-keys/access-key.ts';
import { rememberedKeys } from '../../../../shared/access-keys/remembered-keys.ts';
import { accessKeyBook } from '../../../../shared/aws/access-keys/access-key-book.ts';
import { findAccessKey } from '../../../../shared/aws/access-keys/find-access-key.ts';
import { roleKeys } from '../../../../shared/aws/access-keys/role-keys.ts';
import { secretBox } from '../../../../shared/secrets/secret-box.ts';
import { SecretFailure } from '../../../../shared/secrets/secret-failure.ts';
import { randomBelow } from '../../../../shared/system/clock.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { collect } from '../../../support/collect.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

let tenants = 0;
const world = (chance = randomBelow) => {
  tenants += 1;
  const tenantId = `tenant-${tenants}`;
  const { documents } = database;
  const rows = { documents, table: 'access-keys' };
  const time = { now: 1_790_000_000_000 };
  const wrapper = memoryKeys();
  const box = secretBox(wrapper);
  const now = () => time.now;
  const book = accessKeyBook(rows, { seal: box.seal, randomBelow: chance, now });
  const create = async (terms = {}, of = tenantId) => {
    const created = await book.create(of, terms);
    if (created.kind !== 'created') throw new Error(created.kind);
    return created;
  };
  const item = (accessKeyId: string) =>
    documents.get({ TableName: 'access-keys', Key: { accessKeyId } });
  const change = (accessKeyId: string, attributes: object) =>
    item(accessKeyId).then((before) =>
      documents.put({ TableName: 'access-keys', Item: { ...before, ...attributes } }),
    );
  const find = findAccessKey(rows, box.open, now);
  const roles = roleKeys(rows, { seal: box.seal, randomBelow: chance }, now);
  return { tenantId, time, uses: wrapper.uses, book, roles, create, item, change, find };
};

describe('accessKeyBook', () => {
  it('creates a key that is found with its secret and terms', async () => {
    const { tenantId, create, find } = world();
    const terms = { label: 'shop', stream: 'marketing', mailLifetimeSeconds: 600 } as const;

    const { key, secret } = await create(terms);

    expect(await find(key.accessKeyId)).toEqual({
      kind: 'found',
      key: { ...terms, accessKeyId: key.accessKeyId, tenantId, createdAt: 1_790_000_000_000 },
      secret,
    });
  });

  it('stores no secret that can be read', async () => {
    const { create, book, tenantId, item } = world();
    const { key, secret } = await create();

    const stored = JSON.stringify(await item(key.accessKeyId));

    expect(stored).toContain(key.accessKeyId);
    for (let from = 0; from + 8 <= secret.length; from += 1)
      expect(stored).not.toContain(secret.slice(from, from + 8));
    expect(stored).not.toContain(Buffer.from(secret).toString('base64').slice(0, 12));
    expect(JSON.stringify(await collect(book.list(tenantId)))).not.toContain('secret');
  });

  it('opens no secret that was put into the item of another key or tenant', async () => {
    const { create, change, item, find } = world();
    const [mine, theirs] = [await create(), await create({}, 'others')];
    const { secret } = (await item(theirs.key.accessKeyId)) ?? {};

    await change(mine.key.accessKeyId, { secret });
    await expect(find(mine.key.accessKeyId)).rejects.toThrow(SecretFailure);
    const own = await create();
    await change(mine.key.accessKeyId, { secret: (await item(own.key.accessKeyId))?.secret });
    await expect(find(mine.key.accessKeyId)).rejects.toThrow(SecretFailure);
    await change(theirs.key.accessKeyId, { tenantId: 'acme' });
    await expect(find(theirs.key.accessKeyId)).rejects.toThrow(SecretFailure);
  });

  it('lists the keys of a tenant alone, oldest first', async () => {
    const { tenantId, time, create, book } = world();
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      time.now += 1_000;
      made.push((await create({ label: `${count}` })).key.accessKeyId);
    }
    await create({}, `${tenantId}-other`);

    const listed = await collect(book.list(tenantId));

    expect(listed.map(({ accessKeyId }) => accessKeyId)).toEqual(made);
    expect(listed.map(({ label }) => label)).toEqual(['0', '1', '2']);
  });

  it('has so many valid keys of a tenant; revoked and expired ones do not count', async () => {
    const { tenantId, time, create, book } = world();
    const keys = [await create({ expiresAt: time.now + 5_000 })];
    while (keys.length < maxValidKeys) keys.push(await create());

    expect(await book.create(tenantId, {})).toEqual({ kind: 'too-many' });
    await book.revoke(keys[1]?.key.accessKeyId ?? '');
    await create();
    expect(await book.create(tenantId, {})).toEqual({ kind: 'too-many' });
    time.now += 5_000;
    await create();
    expect(await book.create(tenantId, {})).toEqual({ kind: 'too-many' });
  });

  it('overwrites no key whose id is drawn again', async () => {
    let draws = 0;
    const chance = (limit: number) => {
      draws += 1;
      return draws > 2 * 56 ? randomBelow(limit) : 3;
    };
    const { create, find } = world(chance);

    const first = await create();
    const second = await create();

    expect(first.key.accessKeyId).toBe(`AKSP${'D'.repeat(16)}`);
    expect(second.key.accessKeyId).not.toBe(first.key.accessKeyId);
    expect(await find(first.key.accessKeyId)).toMatchObject({ secret: first.secret });
  });

  it('revokes at once, and again without an effect', async () => {
    const { time, create, book, find, uses } = world();
    const { key } = await create();

    await book.revoke(key.accessKeyId);
    time.now += 60_000;

    expect(await book.revoke(key.accessKeyId)).toMatchObject({ revokedAt: 1_790_000_000_000 });
    expect(await find(key.accessKeyId)).toEqual({ kind: 'revoked' });
    expect(uses.unwrapped).toBe(0);
    expect(await book.revoke(`AKSP${'7'.repeat(16)}`)).toBeUndefined();
    expect(await find(`AKSP${'7'.repeat(16)}`)).toEqual({ kind: 'unknown' });
  });
});

describe('findAccessKey', () => {
  it('tells an expired key without opening its secret', async () => {
    const { time, create, find, uses } = world();
    const { key } = await create({ expiresAt: time.now + 1 });

    time.now += 1;
    expect(await find(key.accessKeyId)).toEqual({ kind: 'expired' });
    expect(uses.unwrapped).toBe(0);
  });

  it('names an item that cannot be read, and shows no value', async () => {
    const { create, change, find } = world();
    const { key } = await create();
    await change(key.accessKeyId, { stream: 'Hand made', revokedAt: 'soon' });

    const failure = find(key.accessKeyId);

    await expect(failure).rejects.toThrow(
      /^Correct the item of key AKSP\w+ in the access keys table: stream, revokedAt cannot be read/,
    );
    await expect(failure).rejects.not.toThrow(/Hand made|soon/);
  });
});

describe('keys of AWS roles', () => {
  const role = (name: string) => ({ account: '111122223333', name });

  it('let programs of the role get keys for an hour each, on the terms of the role', async () => {
    const { tenantId, book, roles, find, time, item } = world();
    const terms = { stream: 'marketing', mailLifetimeSeconds: 600, label: 'web' } as const;
    expect(await book.createForRole(tenantId, role('hour'), terms)).toMatchObject({
      kind: 'created',
      key: { accessKeyId: 'role/111122223333/hour', tenantId },
    });

    const roleKey = await roles.find(role('hour'));
    if (roleKey === undefined) throw new Error('The role has no key.');
    const { key, secret } = await roles.issue(roleKey);

    expect(await find(key.accessKeyId)).toMatchObject({ kind: 'found', secret, key: terms });
    expect(await item(key.accessKeyId)).toMatchObject({
      issuedTo: 'role/111122223333/hour',
      removeAt: Math.ceil((time.now + 25 * 3_600_000) / 1_000),
    });
    time.now += 3_600_000;
    expect(await find(key.accessKeyId)).toEqual({ kind: 'expired' });
  });

  it('are listed and revoked like others, and what they gave is not listed', async () => {
    const { tenantId, book, roles } = world();
    await book.createForRole(tenantId, role('listed'), {});
    const roleKey = await roles.find(role('listed'));
    if (roleKey !== undefined) await roles.issue(roleKey);

    expect((await collect(book.list(tenantId))).map(({ accessKeyId }) => accessKeyId)).toEqual([
      'role/111122223333/listed',
    ]);
    await book.revoke('role/111122223333/listed');
    expect(await roles.find(role('listed'))).toBeUndefined();
  });

  it('are one for each role, until it is revoked', async () => {
    const { tenantId, book } = world();
    const create = (of: string) => book.createForRole(of, role('once'), {});

    expect((await create(tenantId)).kind).toBe('created');
    expect((await create('another')).kind).toBe('taken');
    await book.revoke('role/111122223333/once');
    expect((await create('another')).kind).toBe('created');
  });

  it('give no key that is valid for longer than they are', async () => {
    const { tenantId, book, roles, time } = world();
    const expiresAt = time.now + 60_000;
    await book.createForRole(tenantId, role('short'), { expiresAt });
    const roleKey = await roles.find(role('short'));

    expect(roleKey && (await roles.issue(roleKey)).key.expiresAt).toBe(expiresAt);
    time.now = expiresAt;
    expect(await roles.find(role('short'))).toBeUndefined();
  });

  it('cannot sign by themselves: their id is no access key id', async () => {
    const { tenantId, book, find } = world();
    await book.createForRole(tenantId, role('id'), {});

    await expect(find('role/111122223333/id')).rejects.toThrow();
    expect(await rememberedKeys(find, Date.now)('role/111122223333/id')).toEqual({
      kind: 'unknown',
    });
  });
});
