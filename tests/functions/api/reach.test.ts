import { describe, expect, it } from '@jest/globals';
import type { Right } from '../../../functions/api/auth/roles.ts';
import { routes } from '../../../functions/api/routes.ts';
import { apiWorld, tokenOf } from '../../fakes/api-world.ts';

/** What each role may do with its own tenant, and whether it reaches others, as the guide has it. */
const roles: Readonly<
  Record<string, { readonly own: readonly Right[]; readonly others: boolean }>
> = {
  SUPER_ADMIN: { own: ['view', 'change', 'send', 'operate'], others: true },
  TENANT_ADMIN: { own: ['view', 'change', 'send'], others: false },
  CLINIC_ADMIN: { own: ['view', 'change', 'send'], others: false },
  TENANT_VIEWER: { own: ['view'], others: false },
  LOCATION_HEAD: { own: ['view'], others: false },
  SENDER: { own: ['send'], others: false },
};

const samples: Readonly<Record<string, string>> = {
  messageId: 'm-1',
  address: 'a@example.org',
  deadLetterId: 'd-1',
};
const pathFor = (path: string, tenantId: string): string =>
  `/api/v1/tenants/${tenantId}${path.replaceAll(/\{(\w+)\}/g, (_, name) => samples[name] ?? '')}`;

const ofTenants = routes.filter(({ place }) => place === 'tenant');
const matrix = ofTenants.flatMap((route) =>
  Object.entries(roles).flatMap(([role, { own, others }]) =>
    ['acme', 'zeta'].map((tenantId) => ({
      route,
      role,
      tenantId,
      isAllowed: own.includes(route.right) && (tenantId === 'acme' || others),
    })),
  ),
);

describe('reach of roles', () => {
  it('is tried for every operation of a tenant, every role, its own tenant and another', () => {
    expect(ofTenants.length).toBeGreaterThan(8);
    expect(matrix).toHaveLength(ofTenants.length * 6 * 2);
    expect(matrix.filter(({ isAllowed }) => isAllowed).length).toBeGreaterThan(20);
  });

  it.each(matrix)(
    '$route.operationId as $role of acme, for $tenantId: $isAllowed',
    async ({ route, role, tenantId, isAllowed }) => {
      const { call, tenants, entries } = apiWorld();
      tenants.set('zeta', { pauses: {}, settings: { from: 'secret@zeta.example' } });
      const token = await tokenOf({ role, tenant: 'acme' });

      const answer = await call(route.method.toUpperCase(), pathFor(route.path, tenantId), {
        token,
        ...(route.method === 'get' || route.method === 'delete' ? {} : { body: {} }),
      });

      expect(answer.status === 403).toBe(!isAllowed);
      if (!isAllowed) {
        expect(answer.body.type).toBe('urn:ses-pipeline:problem:forbidden');
        expect(answer.text).not.toContain('zeta');
        expect(entries).toEqual([]);
      }
    },
  );

  const ofAll = routes.filter(({ place, right }) => place === 'token' && right === 'operate');
  const rolesOfAll = ofAll.flatMap((route) => Object.keys(roles).map((role) => ({ route, role })));

  it('is tried for every operation that concerns all tenants', () => {
    expect(ofAll.length).toBeGreaterThan(0);
    expect(routes.length).toBe(
      ofTenants.length +
        ofAll.length +
        routes.filter(({ place, right }) => place === 'token' && right === 'send').length,
    );
  });

  it.each(rolesOfAll)('$route.operationId as $role: only who operates', async ({ route, role }) => {
    const { call } = apiWorld();
    const token = await tokenOf({ role, tenant: 'acme' });
    const path = pathFor(route.path, '').replace('/tenants/', '');

    const answer = await call(route.method.toUpperCase(), path, {
      token,
      ...(route.method === 'get' || route.method === 'delete' ? {} : { body: {} }),
    });

    expect(answer.status === 403).toBe(role !== 'SUPER_ADMIN');
  });

  it('is the same for a tenant that exists and one that does not', async () => {
    const { call, tenants } = apiWorld();
    tenants.set('zeta', { pauses: {}, settings: {} });
    const token = await tokenOf({ role: 'CLINIC_ADMIN', tenant: 'acme' });

    const answers = await Promise.all(
      ['zeta', 'nobody', 'a'.repeat(65), '%00', '*', 'acme%2F..%2Fzeta'].map((id) =>
        call('GET', `/api/v1/tenants/${id}/settings`, { token }),
      ),
    );

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(403);
  });

  it('ends at the own tenant also where a message names another one', async () => {
    const { call, queued } = apiWorld();
    const token = await tokenOf({ role: 'SENDER', tenant: 'acme' });
    const body = {
      tenantId: 'zeta',
      from: 'a@example.com',
      to: ['b@example.org'],
      subject: 's',
      text: 't',
    };

    expect((await call('POST', '/api/v1/emails', { token, body })).status).toBe(403);
    expect(
      (await call('POST', '/api/v1/emails/batch', { token, body: { messages: [body] } })).status,
    ).toBe(403);
    expect(queued).toEqual([]);
  });
});
