import { describe, expect, it } from '@jest/globals';
import { apiWorld, tokenOf } from '../../fakes/api-world.ts';

const token = await tokenOf({ role: 'CLINIC_ADMIN', tenant: 'acme' });
const path = '/api/v1/tenants/acme/communication/role';
const roleArn = 'arn:aws:iam::444455556666:role/ses-pipeline-sender';
const role = { roleArn, region: 'eu-central-1' };

describe('role of a tenant', () => {
  it('is stored with an external id that the tenant cannot choose, and a trust policy for it', async () => {
    const { call } = apiWorld();

    const put = await call('PUT', path, { token, body: role });
    const shown = await call('GET', path, { token });

    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ ...role, account: '444455556666' });
    expect(put.body.trustPolicy.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': put.body.externalId } },
      },
    ]);
    expect(shown.body).toEqual(put.body);
    const chosen = await call('PUT', path, { token, body: { ...role, externalId: 'zeta' } });
    expect(chosen.status).toBe(400);
  });

  it('keeps its external id when it is set again', async () => {
    const { call } = apiWorld();
    const first = await call('PUT', path, { token, body: role });

    const second = await call('PUT', path, { token, body: { ...role, region: 'us-east-1' } });

    expect(second.body.region).toBe('us-east-1');
    expect(second.body.externalId).toBe(first.body.externalId);
  });

  it.each([
    [{ ...role, roleArn: 'arn:aws:iam::444455556666:role/another' }, 'ses-pipeline-sender'],
    [{ ...role, roleArn: 'arn:aws:iam::444455556666:user/ses-pipeline-sender' }, 'roleArn'],
    [{ ...role, region: 'Frankfurt' }, 'region'],
    [{ roleArn }, 'region'],
  ])('is refused with what to do: %j', async (body, word) => {
    const { call, tenants } = apiWorld();

    const answer = await call('PUT', path, { token, body });

    expect(answer.status).toBe(400);
    expect(answer.text).toContain(word);
    expect(tenants.get('acme')?.ses).toBeUndefined();
  });

  it('is forgotten once', async () => {
    const { call } = apiWorld();
    await call('PUT', path, { token, body: role });

    expect((await call('DELETE', path, { token })).status).toBe(200);
    expect((await call('GET', path, { token })).status).toBe(404);
    expect((await call('DELETE', path, { token })).status).toBe(404);
  });
});
