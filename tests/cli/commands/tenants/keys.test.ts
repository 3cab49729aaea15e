import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKey, listKeys, revokeKey } from '../../../../cli/commands/tenants/keys.ts';
import { maxValidKeys } from '../../../../shared/access-keys/access-key.ts';
import { isPasswordOf } from '../../../../shared/access-keys/smtp-password.ts';
import { accessKeyBook } from '../../../../shared/aws/access-keys/access-key-book.ts';
import { noKeys, secretBox } from '../../../../shared/secrets/secret-box.ts';
import { randomBelow } from '../../../../shared/system/clock.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { capturedIo } from '../../captured-io.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const time = { now: 1_790_000_000_000 };
const region = 'eu-central-1';

const world = (wrapper = memoryKeys() as Parameters<typeof secretBox>[0]) => {
  const io = capturedIo();
  const now = () => time.now;
  const keys = accessKeyBook(
    { documents: database.documents, table: 'access-keys' },
    { seal: secretBox(wrapper).seal, randomBelow, now },
  );
  const created = async (tenant: string, options = {}) => {
    await createKey(
      { tenant, json: true, ...options },
      { ...io, keys, now, region: async () => region },
    );
    return JSON.parse(io.out.at(-1) ?? '');
  };
  return { ...io, keys, now, region: async () => region, created };
};

describe('tenants keys create', () => {
  it('shows id, secret and the SMTP password of the region', async () => {
    const io = world();

    const options = { tenant: 'acme', label: 'shop', expires: '90d' };
    expect(await createKey(options, io)).toBe(0);

    const text = io.out.join('\n');
    const [, secret = ''] = /^ {2}secret +([A-Za-z0-9]{40})$/m.exec(text) ?? [];
    const [, password = ''] = /^ {2}SMTP +(\S{44}) {2}\(.*for eu-central-1\)$/m.exec(text) ?? [];
    expect(text).toMatch(/^acme {2}access key\n {2}key id +AKSP[A-Z2-7]{16}$/m);
    expect(text).toMatch(/^ {2}expires +2026-12-20T14:13:20\.000Z$/m);
    expect(isPasswordOf(secret, secret, region)).toBe(true);
    expect(isPasswordOf(password, secret, region)).toBe(true);
    expect(text).toContain('Keep the secret now');
  });

  it('keeps the terms', async () => {
    const io = world();

    const options = { stream: 'marketing', mailExpires: '7d', label: 'news' };
    expect(await io.created('terms', options)).toMatchObject({
      tenantId: 'terms',
      state: 'valid',
      label: 'news',
      stream: 'marketing',
      mailLifetimeSeconds: 604_800,
      expiresAt: null,
      secret: expect.stringMatching(/^\w{40}$/),
    });
  });

  it.each([
    [{ tenant: 'a#b' }, 'A tenant id has'],
    [{ label: '' }, '--label'],
    [{ expires: 'soon' }, '--expires'],
    [{ expires: '3651d' }, '--expires'],
    [{ stream: 'other' }, 'no stream other'],
    [{ stream: 'Other' }, '--stream'],
    [{ mailExpires: '59s' }, '--mail-expires'],
    [{ mailExpires: '61d' }, '--mail-expires'],
    [{ mailExpires: 'x' }, '--mail-expires'],
  ])('is refused with %j, and creates nothing', async (wrong, told) => {
    const io = world();

    expect(await createKey({ tenant: 'wrong', ...wrong }, io)).toBe(2);
    expect(io.err).toEqual([expect.stringContaining(told)]);
    expect(await listKeys({ tenant: 'wrong' }, io)).toBe(3);
  });

  it('is refused when the tenant has as many as it may have', async () => {
    const io = world();
    for (let count = 0; count < maxValidKeys; count += 1) await io.created('many');

    expect(await createKey({ tenant: 'many' }, io)).toBe(3);
    expect(io.err.join()).toMatch(/has 20 valid keys.*Revoke one/);
  });

  it('says what to do where the deployment has no key for secrets', async () => {
    const io = world(noKeys);

    expect(await createKey({ tenant: 'keyless' }, io)).toBe(1);
    expect(io.err).toEqual([expect.stringContaining('customerKey=true')]);
  });
});

describe('tenants keys list, revoke', () => {
  it('shows age and state, never a secret', async () => {
    const io = world();
    const first = await io.created('listed', { label: 'old\u001b[31m', expires: '1d' });
    time.now += 3 * 86_400_000;
    const second = await io.created('listed');
    io.out.length = 0;

    expect(await listKeys({ tenant: 'listed' }, io)).toBe(0);
    expect(await listKeys({ tenant: 'listed', json: true }, io)).toBe(0);

    const [heading, ...rows] = io.out;
    expect(heading).toMatch(/^KEY +LABEL +STATE +AGE +EXPIRES +STREAM$/);
    expect(rows[0]).toMatch(new RegExp(`^${first.accessKeyId} +old \\[31m +expired +3 days`));
    expect(rows[1]).toMatch(new RegExp(`^${second.accessKeyId} +- +valid +0 days +- +-$`));
    expect(JSON.parse(rows[2] ?? '')).toMatchObject({ state: 'expired', ageDays: 3 });
    for (const { secret, smtpPassword } of [first, second]) {
      expect(io.out.join()).not.toContain(secret);
      expect(io.out.join()).not.toContain(smtpPassword);
    }
  });

  it('revokes, and again without an effect', async () => {
    const io = world();
    const { accessKeyId } = await io.created('revoked');
    const at = new Date(time.now).toISOString();

    expect(await revokeKey(accessKeyId, {}, io)).toBe(0);
    time.now += 5_000;
    expect(await revokeKey(accessKeyId, { json: true }, io)).toBe(0);

    expect(io.out.at(-2)).toBe(
      `${accessKeyId}  of revoked  revoked ${at}; in force everywhere within a minute`,
    );
    expect(JSON.parse(io.out.at(-1) ?? '')).toMatchObject({ state: 'revoked', revokedAt: at });
  });

  it('says that there is none', async () => {
    const io = world();

    expect(await revokeKey('AKSP\u001b', {}, io)).toBe(3);
    expect(await listKeys({ tenant: 'nobody' }, io)).toBe(3);
    expect(io.err).toEqual(['There is no access key AKSP .', 'Tenant nobody has no access key.']);
  });
});

describe('tenants keys create --role', () => {
  const arn = 'arn:aws:iam::111122223333:role/service/web';

  it('lets the role in, once, and shows no secret', async () => {
    const io = world();

    expect(await createKey({ tenant: 'roles', role: arn }, io)).toBe(0);
    expect(io.out.join()).toMatch(/^role\/111122223333\/web {2}of roles: its programs get keys/);
    expect(io.out.join()).not.toMatch(/secret/i);
    expect(await createKey({ tenant: 'others', role: arn }, io)).toBe(3);
    expect(io.err.join()).toContain('has a key already');
  });

  it('refuses what is no role', async () => {
    const io = world();

    expect(await createKey({ tenant: 'roles', role: 'web' }, io)).toBe(2);
    expect(io.err.join()).toMatch(/^--role: write the ARN/);
  });
});
