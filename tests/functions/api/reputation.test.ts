import { describe, expect, it } from '@jest/globals';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';

const viewer = await tokenOf({ role: 'TENANT_VIEWER', tenant: 'acme' });
const operator = await tokenOf({ role: 'SUPER_ADMIN' });
const path = '/api/v1/tenants/acme/reputation';

const worldWithMail = async () => {
  const world = apiWorld();
  await world.book.writeHour(
    nowMs,
    new Map([
      ['acme#marketing', { sent: 100, bounced: 6, complained: 0 }],
      ['acme#marketing#elsewhere', { sent: 10, bounced: 1, complained: 0 }],
      ['zeta#transactional', { sent: 100, bounced: 0, complained: 1 }],
    ]),
  );
  await world.book.writeStanding({
    ...{ tenantId: 'acme', scope: 'marketing', standing: 'warned' },
    ...{ sinceMs: nowMs, why: '6 bounces' },
  });
  await world.book.writeStanding({
    ...{ tenantId: 'zeta', scope: '*', standing: 'paused', sinceMs: nowMs, why: 'complaints' },
  });
  return world;
};

describe('reputation', () => {
  it('of a tenant has its rates, limits, and what the guard says', async () => {
    const world = await worldWithMail();
    world.tenants.set('acme', {
      pauses: { marketing: { by: 'guard', since: nowMs, why: '6 bounces' } },
    });

    const { status, body, text } = await world.call('GET', path, { token: viewer });

    expect([status, body.thresholds]).toEqual([
      200,
      {
        bounce: { warnAt: 0.02, pauseAt: 0.05 },
        complaint: { warnAt: 0.0005, pauseAt: 0.001 },
      },
    ]);
    expect(body.scopes.map(({ scope }: { scope: string }) => scope)).toEqual(['*', 'marketing']);
    const [whole, marketing] = body.scopes;
    expect(whole).toMatchObject({ standing: 'healthy', since: null, why: null, paused: null });
    expect(marketing).toMatchObject({
      standing: 'paused',
      why: '6 bounces',
      paused: { by: 'guard', why: '6 bounces' },
      day: { sent: 100, bounced: 6, bounceRate: 0.06 },
      elsewhere: { day: { sent: 10, bounced: 1 } },
    });
    expect(text).not.toContain('zeta');
  });

  it('of a tenant that has sent nothing is healthy', async () => {
    const { body } = await apiWorld().call('GET', path, { token: viewer });

    expect(body.scopes).toEqual([
      expect.objectContaining({ scope: '*', standing: 'healthy', paused: null }),
    ]);
  });

  it('of the account has all mail of its own, and the tenants in need, the worst first', async () => {
    const world = await worldWithMail();

    const { status, body } = await world.call('GET', '/api/v1/reputation', { token: operator });

    expect(status).toBe(200);
    expect(body.scopes[0]).toMatchObject({
      scope: '*',
      day: { sent: 200, bounced: 6, complained: 1 },
      elsewhere: null,
    });
    expect(body.tenants.map(({ tenantId }: { tenantId: string }) => tenantId)).toEqual([
      'zeta',
      'acme',
    ]);
  });

  it('leaves out and counts what cannot be read', async () => {
    const world = await worldWithMail();
    const { read } = world.ports.reputation;
    Object.assign(world.ports.reputation, {
      read: async (...[tenantId, tell]: Parameters<typeof read>) => {
        tell(new UnreadableItem('the item day#2026-11-29 in the reputation table', ['counts']));
        return read(tenantId, tell);
      },
    });

    const { body } = await world.call('GET', path, { token: viewer });

    expect([body.unreadable, body.scopes.length]).toEqual([1, 2]);
    expect(world.lines.join()).toContain('in the reputation table: counts cannot be read');
  });
});
