import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answer } from '../../../functions/ses-door/answer.ts';
import { signedHeaders } from '../../../functions/ses-door/answer-credentials.ts';
import type { SignedCall } from '../../../functions/ses-door/ports.ts';
import { accessKeyId, DoorWorld, secretAccessKey } from '../../fakes/ses-door-world.ts';

const proof = {
  authorization: `AWS4-HMAC-SHA256 Credential=ASIA/x, SignedHeaders=${signedHeaders}, Signature=00`,
  date: '20261129T110000Z',
  token: 'token',
};
const caller = 'arn:aws:sts::111122223333:assumed-role/web/task';

const worldWithRole = (): DoorWorld => {
  const world = new DoorWorld();
  world.roles.set('111122223333/web', {
    ...{ accessKeyId: 'role/111122223333/web', tenantId: 'acme', createdAt: 0 },
  });
  world.sts = () => caller;
  return world;
};

const ask = async (world: DoorWorld, body: unknown = proof, method = 'POST') => {
  const {
    status,
    headers,
    body: text,
  } = await answer(world.ports, {
    ...{ method, path: '/credentials', query: '', headers: { host: 'door.example' } },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
  return { status, headers, body: JSON.parse(String(text)) };
};

describe('credentials for an AWS role', () => {
  it('are a key for an hour, in the form of credential_process', async () => {
    const world = worldWithRole();
    const { status, headers, body } = await ask(world);

    expect([status, headers]).toEqual([200, { 'cache-control': 'no-store' }]);
    expect(body).toEqual({
      ...{ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey },
      Expiration: expect.any(String),
    });
    expect(Date.parse(body.Expiration)).toBeGreaterThan(Date.now() + 3_590_000);
  });

  it('are asked of STS as the program signed them, for this door', async () => {
    const calls: SignedCall[] = [];
    const world = worldWithRole();
    world.sts = (call) => {
      calls.push(call);
      return caller;
    };
    await ask(world);

    expect(calls).toEqual([{ ...proof, door: 'door.example' }]);
  });

  it.each([
    ['STS refuses the call', undefined],
    ['the caller is a user', 'arn:aws:iam::111122223333:user/web'],
    ['the role has no key', 'arn:aws:sts::111122223333:assumed-role/other/task'],
    ['the role is of another account', 'arn:aws:sts::999999999999:assumed-role/web/task'],
  ])('are refused with one answer when %s', async (_, arn) => {
    const world = worldWithRole();
    world.sts = () => arn;

    expect(await ask(world)).toMatchObject({
      status: 403,
      body: { message: 'AWS does not confirm this caller, or its role has no key here.' },
    });
  });

  it('ask STS nothing for what is no proof, whatever it is', async () => {
    const asked = async (body: unknown) => {
      let calls = 0;
      const world = worldWithRole();
      world.sts = () => {
        calls += 1;
        return caller;
      };
      return [(await ask(world, body)).status, calls];
    };
    const others = [
      { ...proof, authorization: proof.authorization.replace(';x-ses-pipeline-door', '') },
      { ...proof, date: 'now' },
      { ...proof, token: 'two\r\nlines' },
      { ...proof, more: 1 },
      'x'.repeat(10_000),
    ];

    for (const body of others) expect(await asked(body)).toEqual([400, 0]);
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        expect(await asked(json)).toEqual([400, 0]);
      }),
    );
  });

  it('are bounded by the second, and by the method', async () => {
    const world = worldWithRole();
    world.hasTurn = false;

    expect((await ask(world)).status).toBe(429);
    expect((await ask(worldWithRole(), proof, 'GET')).status).toBe(405);
  });

  it('are a passing failure while STS is out of reach', async () => {
    const world = worldWithRole();
    world.sts = () => {
      throw new Error('STS is out of reach.');
    };
    const { status } = await answer(world.ports, {
      ...{ method: 'POST', path: '/credentials', query: '', headers: { host: 'door.example' } },
      body: Buffer.from(JSON.stringify(proof)),
    });

    expect(status).toBe(503);
    expect(world.failures).toHaveLength(1);
  });
});
