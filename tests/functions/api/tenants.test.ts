import { describe, expect, it } from '@jest/globals';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';

const operator = await tokenOf({ role: 'SUPER_ADMIN', sub: 'ops@example.org' });
const path = '/api/v1/tenants/acme';

describe('removal of a tenant', () => {
  it('takes its settings, and holds its mail until an operator lets it go', async () => {
    const { call, tenants } = apiWorld();
    tenants.set('acme', { pauses: {}, settings: { from: 'a@example.org' } });

    const removed = await call('DELETE', `${path}?why=contract%20ended`, { token: operator });

    expect([removed.status, removed.body]).toEqual([200, { success: true }]);
    expect((await call('GET', `${path}/settings`, { token: operator })).body).toEqual({});
    expect((await call('GET', `${path}/pauses`, { token: operator })).body.pauses).toEqual([
      {
        ...{ scope: '*', by: 'operator', why: 'contract ended' },
        since: new Date(nowMs).toISOString(),
      },
    ]);
  });

  it('leaves its suppressions, and an audit line without an address', async () => {
    const { call, entries, lines } = apiWorld();
    await call('PUT', `${path}/suppressions/jane%40example.org`, {
      token: operator,
      body: { why: 'asked us' },
    });

    await call('DELETE', path, { token: operator });

    expect(entries).toHaveLength(1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      message: 'Audit: a change through the API.',
      operation: 'removeTenant',
      tenantId: 'acme',
      by: '<address>',
    });
  });

  it('is not undone by its configuration document: an operator has to resume', async () => {
    const { call, tenants } = apiWorld();
    await call('DELETE', path, { token: operator });
    const document = { email: { primary: { provider: 'ses', enabled: true } } };

    const put = await call('PUT', `${path}/communication/config`, {
      token: await tokenOf({ role: 'TENANT_ADMIN', tenant: 'acme' }),
      body: document,
    });

    expect(put.status).toBe(200);
    expect(Object.keys(tenants.get('acme')?.pauses ?? {})).toEqual(['*']);
  });

  it('that loses to others is told', async () => {
    const { call, ports } = apiWorld();
    Object.assign(ports, { removeTenant: async () => false });

    expect((await call('DELETE', path, { token: operator })).status).toBe(409);
  });
});
