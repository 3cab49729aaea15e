import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPair, SignJWT } from 'jose';
import { verifyTokenOf } from '../../../functions/api/auth/verify-token.ts';
import { apiWorld, audience, issuer, nowMs, tokenOf } from '../../fakes/api-world.ts';

const admin = { role: 'CLINIC_ADMIN', tenant: 'acme' };
const path = '/api/v1/tenants/acme/settings';
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with other parts than it was signed with. */
const altered = async (change: (header: object, payload: object) => readonly [object, object]) => {
  const [header = '', payload = '', signature = ''] = (await tokenOf(admin)).split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const [newHeader, newPayload] = change(read(header), read(payload));
  return [base64(newHeader), base64(newPayload), signature].join('.');
};

const withSharedSecret = (): Promise<string> =>
  new SignJWT(admin)
    .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('person-1')
    .setExpirationTime(nowMs / 1000 + 600)
    .sign(Buffer.from('the public key, as if it were a secret'));

const refused: readonly (readonly [string, () => Promise<string | undefined>])[] = [
  ['no token', async () => undefined],
  ['another issuer', () => tokenOf(admin, { issuer: 'https://evil.example.com/' })],
  ['another audience', () => tokenOf(admin, { audience: 'another' })],
  ['a key of somebody else', () => tokenOf(admin, { signedBy: 'stranger', kid: 'ES256' })],
  ['a key that the issuer does not have', () => tokenOf(admin, { kid: 'unknown' })],
  ['a signature of another payload', () => altered((h, p) => [h, { ...p, role: 'SUPER_ADMIN' }])],
  ['no algorithm', () => altered((h, p) => [{ ...h, alg: 'none' }, p])],
  ['no algorithm and no signature', async () => `${base64({ alg: 'none' })}.${base64(admin)}.`],
  ['a shared secret', withSharedSecret],
  ['an expired token', () => tokenOf(admin, { lifeSeconds: -6 })],
  ['a token of later', () => tokenOf(admin, { notBefore: nowMs / 1000 + 6 })],
  ['no role', () => tokenOf({ tenant: 'acme' })],
  ['a role that nobody knows', () => tokenOf({ ...admin, role: 'constructor' })],
  ['a token longer than any', () => tokenOf({ ...admin, more: 'x'.repeat(9_000) })],
  ['no token at all', async () => 'a.b.c'],
];

describe('tokens', () => {
  it.each(refused)('%s: refused, with the same answer as every other', async (_, mint) => {
    const { call } = apiWorld();
    const token = await mint();

    const none = await call('GET', path);
    const answer = await call('GET', path, token === undefined ? {} : { token });

    expect([answer.status, answer.text]).toEqual([401, none.text]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each(['ES256', 'RS256'] as const)('are good when signed with %s', async (signedBy) => {
    const { call } = apiWorld();

    expect((await call('GET', path, { token: await tokenOf(admin, { signedBy }) })).status).toBe(
      200,
    );
  });

  it('may name several roles, of which those count that are known', async () => {
    const { call } = apiWorld();
    const token = await tokenOf({ role: ['ANY', 'LOCATION_HEAD'], tenant: 'acme' });

    expect((await call('GET', path, { token })).status).toBe(200);
  });

  it('are answered with 503 while the keys of the issuer cannot be fetched', async () => {
    const verify = verifyTokenOf({
      ...{ issuer, audience, now: () => nowMs, claims: { role: 'role', tenant: 'tenant' } },
      keys: async () => {
        throw new TypeError('fetch failed');
      },
    });
    const world = apiWorld();
    const { createApp } = await import('../../../functions/api/app.ts');
    const app = createApp({ noun: 'tenants' }, { ...world.ports, verifyToken: verify });

    const answer = await app.request(path, {
      headers: { authorization: `Bearer ${await tokenOf(admin)}` },
    });

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(world.lines.join()).toContain('KEYS_NOT_FETCHED');
  });

  it('that anybody writes are refused, and none makes the API fail', async () => {
    const { call } = apiWorld();
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        const token = parts.join('.').replaceAll(/[^\x20-\x7e]/g, '');
        expect((await call('GET', path, { token })).status).toBe(401);
      }),
      { numRuns: 200 },
    );
  });

  it('are told from a key of another person who signs with the right algorithm', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT(admin)
      .setProtectedHeader({ alg: 'ES256', kid: 'ES256' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject('person-1')
      .setExpirationTime(nowMs / 1000 + 600)
      .sign(privateKey);

    expect((await apiWorld().call('GET', path, { token })).status).toBe(401);
  });
});
