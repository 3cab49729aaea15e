import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { token } from '../../../../cli/commands/token/token.ts';
import { type Issuer, startIssuer } from '../../../../local/issuer/start-issuer.ts';
import { createTeardown } from '../../../../local/stack/teardown.ts';
import { capturedIo } from '../../captured-io.ts';

let directory: string;
let issuer: Issuer;
const teardown = createTeardown();
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'issuer-'));
  issuer = await startIssuer(directory, teardown);
});
afterAll(async () => {
  await teardown.run();
  await rm(directory, { recursive: true, force: true });
});

const run = async (
  options: { readonly tenant?: string; readonly minutes?: string; readonly json?: boolean },
  endpoints: string | undefined,
) => {
  const io = { ...capturedIo(), readEndpoints: async () => endpoints, now: Date.now };
  const given = { role: 'CLINIC_ADMIN', subject: 'me', minutes: '5', ...options };
  return { code: await token(given, io), io };
};

describe('token', () => {
  it('mints one that the public key of the issuer proves', async () => {
    const { code, io } = await run({ tenant: 'acme', json: true }, JSON.stringify({ issuer }));
    const { token: minted, expiresAt } = JSON.parse(io.out.join(''));

    const { payload } = await jwtVerify(minted, createRemoteJWKSet(new URL(issuer.keysUrl)), {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: ['ES256'],
    });

    expect([code, payload.role, payload.tenant, payload.sub]).toEqual([
      0,
      'CLINIC_ADMIN',
      'acme',
      'me',
    ]);
    expect(Number(payload.exp) * 1000).toBe(Date.parse(expiresAt));
  });

  it.each([undefined, '', '{}', 'no json'])(
    'says that there is no local stack: %j',
    async (text) => {
      const { code, io } = await run({}, text);

      expect([code, io.out]).toEqual([3, []]);
      expect(io.err.join()).toContain('npm start');
    },
  );

  it('says what to do where the key file is gone or broken', async () => {
    const keyFile = join(directory, 'other.json');
    const endpoints = JSON.stringify({ issuer: { ...issuer, keyFile } });

    expect((await run({}, endpoints)).code).toBe(3);
    await writeFile(keyFile, '{"kty":"EC"}');
    const { code, io } = await run({}, endpoints);
    expect([code, io.err.join()]).toEqual([3, expect.stringContaining('npm start')]);
  });

  it.each(['0', '1441', '-1', '1.5', 'x', ''])('is good for no %j minutes', async (minutes) => {
    expect((await run({ minutes }, JSON.stringify({ issuer }))).code).toBe(2);
  });
});
