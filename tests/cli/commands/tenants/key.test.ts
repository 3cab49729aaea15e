import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeKey, setKey, showKey } from '../../../../cli/commands/tenants/key.ts';
import { tenantCredentials } from '../../../../shared/aws/tenants/tenant-credentials.ts';
import type { KeyWrapper } from '../../../../shared/secrets/ports.ts';
import { noKeys, secretBox } from '../../../../shared/secrets/secret-box.ts';
import type { KeyAccount } from '../../../../shared/tenants/ports.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { capturedIo } from '../../captured-io.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const nowMs = 1_790_000_000_000;
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const idOf = (letter: string) => `AKIA${letter.repeat(16)}`;
const optionsOf = (letter: string) => ({
  sesRegion: 'eu-central-1',
  accessKeyId: idOf(letter),
});

const world = (secret = secretAccessKey, keys: KeyWrapper = memoryKeys()) => {
  const io = capturedIo();
  const found: { account: KeyAccount } = { account: { kind: 'known', account: '444455556666' } };
  const asked: unknown[] = [];
  const credentials = tenantCredentials(
    database.documents,
    'tenants',
    secretBox(keys),
    () => nowMs,
  );
  return {
    ...io,
    found,
    asked,
    credentials,
    findAccount: async (key: unknown) => {
      asked.push(key);
      return found.account;
    },
    readSecret: async () => secret,
  };
};

describe('tenants key set', () => {
  it('sets a key of the account that AWS names, and shows no secret', async () => {
    const io = world();

    expect(await setKey('acme', optionsOf('A'), io)).toBe(0);
    expect(await setKey('acme', optionsOf('B'), io)).toBe(0);

    expect(io.asked[0]).toEqual({
      region: 'eu-central-1',
      accessKeyId: idOf('A'),
      secretAccessKey,
    });
    expect(io.out).toEqual([
      'acme  stored',
      '  account     444455556666 eu-central-1',
      `  key         ${idOf('A')}  set 2026-09-21T14:13:20.000Z, 0 days ago`,
      'acme  stored',
      '  account     444455556666 eu-central-1',
      `  key         ${idOf('B')}  set 2026-09-21T14:13:20.000Z, 0 days ago`,
      `  key before  ${idOf('A')}  set 2026-09-21T14:13:20.000Z, in use until 2026-09-22T14:13:20.000Z`,
    ]);
    expect([...io.out, ...io.err].join()).not.toContain('wJalr');
  });

  it('changes nothing but the region by the placeholder, and asks AWS nothing', async () => {
    await setKey('moves', optionsOf('A'), world());
    const io = world('********');

    expect(await setKey('moves', { ...optionsOf('A'), json: true }, io)).toBe(0);
    expect(
      await setKey('moves', { ...optionsOf('A'), sesRegion: 'eu-west-1', json: true }, io),
    ).toBe(0);

    expect(io.asked).toEqual([]);
    expect(io.out.map((line) => JSON.parse(line))).toMatchObject([
      { tenantId: 'moves', outcome: 'unchanged', credentials: { secretAccessKey: '********' } },
      { outcome: 'stored', ses: { account: '444455556666', region: 'eu-west-1' } },
    ]);
  });

  it.each<[string, KeyAccount, number, RegExp]>([
    [
      'refused',
      {
        kind: 'refused',
        code: 'InvalidClientTokenId',
        problem: 'accessKeyId: is not known',
        remedy: 'Copy it.',
      },
      3,
      /^accessKeyId: is not known \(InvalidClientTokenId\)\. Copy it\.$/,
    ],
    ['unreachable', { kind: 'unreachable', code: 'ECONNREFUSED' }, 1, /ECONNREFUSED.*Try again/],
  ])('stores nothing when AWS is %s', async (_, account, exitCode, told) => {
    const io = world();
    io.found.account = account;

    expect(await setKey('none', optionsOf('A'), io)).toBe(exitCode);
    expect(io.err).toEqual([expect.stringMatching(told)]);
    expect(await showKey('none', {}, io)).toBe(3);
  });

  it.each([
    [
      'a malformed id, before AWS is asked',
      'acme',
      { ...optionsOf('A'), accessKeyId: 'AKIA 1' },
      secretAccessKey,
      3,
    ],
    ['a malformed secret, before AWS is asked', 'acme', optionsOf('A'), 'short', 3],
    ['no secret', 'acme', optionsOf('A'), undefined, 2],
    ['no tenant id', 'acme inc', optionsOf('A'), secretAccessKey, 2],
  ])('refuses %s', async (_, tenantId, options, secret, exitCode) => {
    const io = { ...world(), readSecret: async () => secret };

    expect(await setKey(tenantId, options, io)).toBe(exitCode);
    expect(io.asked).toEqual([]);
    expect(io.err).toHaveLength(1);
    expect(io.err.join()).not.toMatch(/wJalr|short/);
  });

  it('says what to do where the deployment has no key for secrets', async () => {
    const io = world(secretAccessKey, noKeys);

    expect(await setKey('keyless', optionsOf('A'), io)).toBe(1);
    expect(io.err).toEqual([expect.stringContaining('customerKey=true')]);
  });
});

describe('tenants key show, remove', () => {
  it('show a key, and forget it', async () => {
    const io = world();
    await setKey('shown', optionsOf('A'), world());

    expect(await showKey('shown', { json: true }, io)).toBe(0);
    expect(JSON.parse(io.out.join())).toEqual({
      tenantId: 'shown',
      ses: { account: '444455556666', region: 'eu-central-1' },
      credentials: {
        accessKeyId: idOf('A'),
        secretAccessKey: '********',
        setAt: '2026-09-21T14:13:20.000Z',
        ageDays: 0,
      },
    });
    expect(await removeKey('shown', {}, io)).toBe(0);
    expect(await removeKey('shown', {}, io)).toBe(3);
    expect(await showKey('shown', {}, io)).toBe(3);
    expect(io.err).toEqual(Array(2).fill('Tenant shown has no access key.'));
  });
});
