import { describe, expect, it } from '@jest/globals';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';
import { fingerprintOfBody } from '../../fakes/sending-world.ts';

const sender = await tokenOf({ role: 'SENDER', tenant: 'acme' });
const viewer = await tokenOf({ role: 'TENANT_VIEWER', tenant: 'acme' });
const operator = await tokenOf({ role: 'SUPER_ADMIN' });

const mail = (changes: object = {}) => ({
  ...{ from: 'shop@example.com', to: ['jane@example.org', 'ann@example.org'] },
  ...{ subject: 'Hi', text: 'Hello' },
  ...changes,
});

type World = ReturnType<typeof apiWorld>;

const check = async ({ call }: World, body: unknown, token = sender) => {
  const answer = await call('POST', '/api/v1/emails/check', { token, body });
  return {
    status: answer.status,
    valid: answer.body.valid,
    told: (answer.body.findings ?? [])
      .filter(({ severity }: { readonly severity: string }) => severity !== 'unknown')
      .map(
        ({ severity, rule, field }: Readonly<Record<string, string>>) =>
          `${severity} ${rule} ${field}`,
      ),
    unknown: (answer.body.findings ?? [])
      .filter(({ severity }: { readonly severity: string }) => severity === 'unknown')
      .map(({ rule }: { readonly rule: string }) => rule),
  };
};

const suppress = ({ entries }: World, address: string, scope: string, expiresAtMs?: number) =>
  void entries.push({
    ...{ address, scope, reason: 'bounce', detail: '', source: 'test' },
    ...{ sinceMs: 1, expiresAtMs },
  });

describe('POST /emails/check', () => {
  it('finds nothing against a mail, and says what it does not look at', async () => {
    expect(await check(apiWorld(), mail())).toEqual({
      ...{ status: 200, valid: true, told: [] },
      unknown: ['identity', 'freemail'],
    });
  });

  it('sends, stores and counts nothing', async () => {
    const world = apiWorld();
    await check(world, mail({ messageId: 'm-1' }));

    expect([world.queued, [...world.messages], [...world.permits]]).toEqual([[], [], []]);
    expect(await check(world, mail({ messageId: 'm-1' }))).toMatchObject({ valid: true });
  });

  it('answers 200 to a broken message, with every problem', async () => {
    expect(await check(apiWorld(), { from: 'shop', to: [] })).toMatchObject({
      ...{ status: 200, valid: false },
      told: [
        'error contract from',
        'error contract to',
        'error contract message',
        'error contract subject',
      ],
    });
  });

  it.each([
    ['all tenants', '*', ['warning suppressions to[1]']],
    ['the tenant', 'tenant#acme', ['warning suppressions to[1]']],
    ['its stream', 'tenant#acme#stream#transactional', ['warning suppressions to[1]']],
    ['another stream', 'tenant#acme#stream#marketing', []],
    ['another tenant', 'tenant#zeta', []],
  ])('finds a suppression of %s', async (_, scope, told) => {
    const world = apiWorld();
    suppress(world, 'ann@example.org', scope);

    expect(await check(world, mail())).toMatchObject({ valid: true, told });
  });

  it('takes a suppression that has ended for none, and an unreadable one for one', async () => {
    const world = apiWorld();
    suppress(world, 'ann@example.org', '*', nowMs);
    world.unreadableRows.push({ address: 'jane@example.org', scope: '*' });

    expect((await check(world, mail())).told).toEqual(['warning suppressions to[0]']);
  });

  it('is not valid when every recipient is suppressed', async () => {
    const world = apiWorld();
    for (const name of ['ann', 'jane']) suppress(world, `${name}@example.org`, '*');

    expect(await check(world, mail())).toMatchObject({
      ...{ valid: false, told: ['error suppressions to[0]'] },
    });
  });

  it('judges by settings and pauses of its tenant and of all tenants', async () => {
    const world = apiWorld();
    const pause = { by: 'operator', since: nowMs, why: 'an incident' } as const;
    world.tenants.set('acme', { pauses: {}, settings: { allowedSenders: ['example.net'] } });
    world.tenants.set('*', { pauses: { '*': pause }, settings: { refusedSubjects: ['hi'] } });

    expect(await check(world, mail())).toMatchObject({
      ...{ valid: false },
      told: ['error settings from', 'error settings subject', 'warning pause stream'],
    });
  });

  it('knows to which streams the pipeline adds its headers', async () => {
    const world = apiWorld();
    const told = async (stream: string) => (await check(world, mail({ stream }))).told;

    expect(await told('marketing')).toEqual(['error unsubscribe to']);
    expect(await told('notifications')).toEqual(['warning unsubscribe headers.List-Unsubscribe']);
  });

  it('refuses what POST /emails refuses: a foreign sender, an id that is taken, too big a mail', async () => {
    const world = apiWorld();
    world.tenants.set('zeta', { pauses: {}, settings: { from: 'shop@example.com' } });
    const taken = mail({ messageId: 'm-1', from: 'a@example.net' });
    world.messages.set('acme#m-1', {
      ...{ pk: 'acme#m-1', tenantId: 'acme', messageId: 'm-1', state: 'sent' },
      fingerprint: fingerprintOfBody(JSON.stringify({ ...taken, subject: 'another' })),
    });

    expect((await check(world, mail())).told).toEqual(['error door from']);
    expect((await check(world, taken)).told).toEqual(['error door messageId']);
    expect((await check(world, mail({ text: 'x'.repeat(1_100_000) }))).told).toEqual([
      'error contract message',
    ]);
  });

  it('tells of several destinations where each fails, and of all once', async () => {
    const world = apiWorld();
    suppress(world, 'ann@example.org', 'tenant#acme');
    const whole = mail({
      ...{ to: undefined, messageId: 'm-1', stream: 'notifications' },
      destinations: [{ to: ['jane@example.org'] }, { to: ['ann@example.org'] }, { to: ['x'] }],
    });
    world.messages.set('acme#m-1.1', {
      ...{ pk: 'acme#m-1.1', tenantId: 'acme', messageId: 'm-1.1', state: 'sent' },
      fingerprint: fingerprintOfBody(JSON.stringify(mail({ subject: 'another' }))),
    });

    expect(await check(world, whole)).toEqual({
      ...{ status: 200, valid: false },
      told: [
        'warning unsubscribe headers.List-Unsubscribe',
        'error door destinations[0].messageId',
        'error suppressions destinations[1].to[0]',
        'error contract destinations[2].to[0]',
      ],
      unknown: ['identity', 'freemail'],
    });
    expect(world.queued).toEqual([]);
  });

  it('says so when several destinations come to more than POST /emails takes', async () => {
    const destinations = Array(10).fill({ to: ['jane@example.org'] });
    const whole = mail({ to: undefined, destinations, text: 'x'.repeat(900_000) });

    expect((await check(apiWorld(), whole)).told).toEqual(['error contract destinations']);
  });

  it('is for who may send for the tenant', async () => {
    const world = apiWorld();
    const zeta = mail({ tenantId: 'zeta' });

    expect((await check(world, mail(), viewer)).status).toBe(403);
    expect((await check(world, zeta)).status).toBe(403);
    expect((await check(world, zeta, operator)).status).toBe(200);
  });

  it('takes a body as large as POST /emails, and no larger', async () => {
    const { call } = apiWorld();
    const size = async (characters: number) =>
      (
        await call('POST', '/api/v1/emails/check', {
          token: sender,
          body: mail({ text: 'x'.repeat(characters) }),
        })
      ).status;

    expect([await size(3_900_000), await size(4_000_000)]).toEqual([200, 413]);
  });

  it('answers 503 when a table does not answer', async () => {
    const world = apiWorld();
    Object.assign(world.ports.tenants, {
      read: async () => {
        throw Object.assign(new Error('x'), { name: 'TimeoutError' });
      },
    });

    expect((await check(world, mail())).status).toBe(503);
  });

  it('neither logs nor answers with an address', async () => {
    const world = apiWorld();
    suppress(world, 'ann@example.org', '*');
    world.unreadableRows.push({ address: 'jane@example.org', scope: '*' });
    const { text } = await world.call('POST', '/api/v1/emails/check', {
      token: sender,
      body: mail(),
    });

    expect(world.lines).not.toEqual([]);
    expect(`${world.lines.join()}${text}`).not.toMatch(/@example/);
  });
});
