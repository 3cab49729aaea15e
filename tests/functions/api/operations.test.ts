import { describe, expect, it } from '@jest/globals';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';
import { fingerprintOfBody } from '../../fakes/sending-world.ts';

const admin = await tokenOf({ role: 'CLINIC_ADMIN', tenant: 'acme', sub: 'jane@clinic.example' });
const operator = await tokenOf({ role: 'SUPER_ADMIN' });
const viewer = await tokenOf({ role: 'LOCATION_HEAD', tenant: 'acme' });
const at = (path: string, noun = 'tenants'): string => `/api/v1/${noun}/acme${path}`;

const config = (changes: object = {}) => ({
  email: {
    primary: {
      provider: 'ses',
      enabled: true,
      credentials: { region: 'eu-west-1', fromEmail: 'care@clinic.example', fromName: 'Clinic' },
      priority: 1,
      ...changes,
    },
    fallback: [],
    defaultFrom: 'noreply@platform.example',
    defaultFromName: 'Platform',
  },
});

describe('communication config', () => {
  it('is given back as it was written, under the noun of the deployment', async () => {
    const { call } = apiWorld('clinics');
    const path = at('/communication/config', 'clinics');

    const put = await call('PUT', path, { token: admin, body: config() });

    expect([put.status, put.body]).toEqual([200, config()]);
    expect((await call('GET', path, { token: viewer })).body).toEqual(config());
    expect((await call('GET', at('/communication/config'), { token: admin })).status).toBe(404);
  });

  it('of a tenant that nobody set up is that of the pipeline', async () => {
    const { call } = apiWorld();

    expect((await call('GET', at('/communication/config'), { token: viewer })).body).toEqual({
      email: {
        primary: {
          ...{ provider: 'ses', enabled: true, priority: 1 },
          credentials: { region: 'eu-west-1' },
        },
        fallback: [],
      },
    });
  });

  it('is written with two reads of the tenant', async () => {
    const { call, reads } = apiWorld();

    await call('PUT', at('/communication/config'), { token: admin, body: config() });

    expect(reads).toEqual(['acme', 'acme']);
  });

  it('becomes the senders of the tenant, and leaves its other settings alone', async () => {
    const { call, tenants } = apiWorld();
    tenants.set('acme', {
      pauses: {},
      settings: { from: 'old@clinic.example', refusedSubjects: ['*ssn*'] },
    });

    await call('PUT', at('/communication/config'), { token: admin, body: config() });

    expect(tenants.get('acme')?.settings).toEqual({
      refusedSubjects: ['*ssn*'],
      from: { address: 'care@clinic.example', name: 'Clinic' },
      defaultFrom: { address: 'noreply@platform.example', name: 'Platform' },
    });
  });

  it('switches a tenant off and on, whatever an operator has paused', async () => {
    const { call, tenants } = apiWorld();
    const pausesOf = () => Object.keys(tenants.get('acme')?.pauses ?? {});
    const put = (enabled: boolean) =>
      call('PUT', at('/communication/config'), { token: admin, body: config({ enabled }) });
    await call('POST', at('/pause'), { token: operator, body: { why: 'an incident' } });

    expect((await put(false)).body.email.primary.enabled).toBe(false);
    expect(pausesOf()).toEqual(['*', 'switched-off']);
    expect((await put(true)).body.email.primary.enabled).toBe(true);
    expect(pausesOf()).toEqual(['*']);
  });

  it('of a tenant with a role in another region is taken as it was given', async () => {
    const { call, tenants } = apiWorld();
    const ses = {
      account: '111122223333',
      region: 'us-east-1',
      roleArn: 'arn:aws:iam::111122223333:role/x',
    };
    tenants.set('acme', { pauses: {}, ses });

    const { body } = await call('GET', at('/communication/config'), { token: admin });

    expect(body.email.primary.credentials.region).toBe('us-east-1');
    expect((await call('PUT', at('/communication/config'), { token: admin, body })).body).toEqual(
      body,
    );
  });

  it('is completed when it comes again after a crash between the settings and the switch', async () => {
    const { call, ports, tenants } = apiWorld();
    const { pause } = ports.pauses;
    Object.assign(ports.pauses, {
      pause: async () => {
        throw Object.assign(new Error('x'), { name: 'TimeoutError' });
      },
    });
    const put = () =>
      call('PUT', at('/communication/config'), { token: admin, body: config({ enabled: false }) });

    expect((await put()).status).toBe(503);
    Object.assign(ports.pauses, { pause });

    expect((await put()).body.email.primary.enabled).toBe(false);
    expect(Object.keys(tenants.get('acme')?.pauses ?? {})).toEqual(['switched-off']);
  });

  it('ends no pause where the tenant is not switched off', async () => {
    const { call, ports } = apiWorld();
    const resumed: string[] = [];
    Object.assign(ports.pauses, {
      resume: async (_: string, scope: string) => resumed.push(scope) > 0,
    });

    await call('PUT', at('/communication/config'), { token: admin, body: config() });

    expect(resumed).toEqual([]);
  });

  it.each([
    [config({ provider: 'sendgrid' }), 'email.primary.provider'],
    [config({ credentials: { fromEmail: 'nobody' } }), 'email.primary.credentials.fromEmail'],
    [{ email: { ...config().email, fallback: [{}] } }, 'email.fallback'],
    [{ email: { ...config().email, default: 1 } }, 'email.default'],
    [{}, 'email: is missing'],
    [[], 'body: must be an object'],
  ])('refuses what it cannot be: %#', async (body, place) => {
    const { call, tenants } = apiWorld();

    const answer = await call('PUT', at('/communication/config'), { token: admin, body });

    expect(answer.status).toBe(400);
    expect(answer.body.errors.join('\n')).toContain(place);
    expect(tenants.size).toBe(0);
  });

  it('is not lost where two people write at once', async () => {
    const world = apiWorld();
    let writes = 0;
    const write = world.ports.tenants.write;
    Object.assign(world.ports.tenants, {
      write: async (...args: Parameters<typeof write>) => {
        writes += 1;
        return writes < 3 ? false : write(...args);
      },
    });

    const put = () =>
      world.call('PUT', at('/settings'), { token: admin, body: { from: 'a@clinic.example' } });

    expect([(await put()).status, writes]).toEqual([200, 3]);
    writes = -3;
    expect((await put()).body.type).toBe('urn:ses-pipeline:problem:conflict');
  });
});

describe('senders of a tenant', () => {
  it('are none of another tenant, whichever way they are written, but for an operator', async () => {
    const { call, tenants } = apiWorld();
    tenants.set('zeta', {
      pauses: {},
      settings: { from: 'news@zeta.example', allowedSenders: ['zeta.test'] },
    });
    const put = (path: string, token: string, body: object) =>
      call('PUT', `/api/v1/tenants/acme/${path}`, { token, body });
    const problem = 'is no sender of this tenant; name one of its own, or ask an operator';
    const primary = { provider: 'ses', enabled: true };

    const settings = { allowedSenders: ['clinic.example', 'mail.zeta.test'] };
    const refused = await put('settings', admin, settings);
    expect([refused.status, refused.body.errors]).toEqual([403, [`allowedSenders: ${problem}`]]);
    const document = await put('communication/config', admin, {
      email: { primary: { ...primary, credentials: { fromEmail: 'news@zeta.example' } } },
    });
    expect([document.status, document.body.errors]).toEqual([
      403,
      [`email.primary.credentials.fromEmail: ${problem}`],
    ]);
    const ses = await put('communication/ses', admin, { fromEmail: 'a@zeta.test' });
    expect(ses.body).toEqual({ success: false, message: `fromEmail: ${problem}` });
    expect(tenants.get('acme')?.settings).toBeUndefined();
    expect((await put('settings', operator, settings)).status).toBe(200);
    // What an operator has given it, the tenant may keep.
    expect((await put('settings', admin, settings)).status).toBe(200);
  });
});

describe('limits of a tenant', () => {
  it('are changed by an operator, and by nobody of the tenant', async () => {
    const { call, tenants } = apiWorld();
    const put = (token: typeof admin, body: object) =>
      call('PUT', at('/settings'), { token, body });
    const limits = { budget: { perDay: 10 } };
    await put(operator, limits);

    const own = await put(admin, { ...limits, from: 'a@clinic.example' });
    const more = await put(admin, { budget: { perDay: 11 } });
    const none = await put(admin, {});
    const warm = { startsOn: '2026-11-29', firstDay: 1, growthPerDay: 10 };
    const other = await put(admin, { ...limits, warmUp: warm });

    expect([own, more, none, other].map(({ status }) => status)).toEqual([200, 403, 403, 403]);
    expect(more.body.detail).toBe(
      'Only an operator changes how much a tenant may send: leave budget as GET shows it.',
    );
    expect(tenants.get('acme')?.settings).toEqual({ ...limits, from: 'a@clinic.example' });
  });
});

describe('mail over HTTP', () => {
  const mail = { from: 'a@clinic.example', to: ['b@example.org'], subject: 's', text: 't' };

  it('is accepted once its queue has it, for the tenant of the token', async () => {
    const { call, queued } = apiWorld();

    const answer = await call('POST', '/api/v1/emails', { token: admin, body: mail });

    expect([answer.status, answer.body]).toEqual([
      202,
      { messageId: 'id-1', tenantId: 'acme', stream: 'transactional' },
    ]);
    expect(queued).toEqual([{ ...mail, tenantId: 'acme', messageId: 'id-1' }]);
  });

  it.each([
    ['order-1', 'order-1'],
    ['an order, with blanks', expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)],
  ])('has the id that its Idempotency-Key stands for: %s', async (key, messageId) => {
    const { call } = apiWorld();
    const send = (body: object) =>
      call('POST', '/api/v1/emails', { token: admin, body, headers: { 'idempotency-key': key } });

    const [first, second] = [await send(mail), await send(mail)];

    expect(first.body.messageId).toEqual(messageId);
    expect(second.body.messageId).toBe(first.body.messageId);
    expect((await send({ ...mail, messageId: 'own' })).body.messageId).toBe('own');
  });

  it('is refused in the name of another tenant, alone and in a batch, but for an operator', async () => {
    const { call, queued, tenants } = apiWorld();
    tenants.set('zeta', { pauses: {}, settings: { allowedSenders: ['zeta.example'] } });
    const foreign = { ...mail, from: 'Zeta <news@shop.zeta.example>' };
    const mime = 'From: a@zeta.example\r\nSubject: s\r\n\r\nt\r\n';
    const { from, to } = mail;
    const raw = { from, to, raw: Buffer.from(mime).toString('base64') };
    const send = (path: string, token: string, body: object) =>
      call('POST', `/api/v1/emails${path}`, { token, body });
    const problem = 'is no sender of this tenant; name one of its own, or ask an operator';

    const alone = await send('', admin, foreign);
    expect([alone.status, alone.body.errors]).toEqual([400, [`from: ${problem}`]]);
    const { body } = await send('/batch', admin, { messages: [foreign, mail, raw] });
    expect(body.results).toMatchObject([
      { status: 'invalid', errors: [`from: ${problem}`] },
      { status: 'accepted' },
      { status: 'invalid', errors: [`raw: ${problem}`] },
    ]);
    expect((await send('', operator, { ...foreign, tenantId: 'acme' })).status).toBe(202);
    expect(queued).toHaveLength(2);
  });

  it('is told as a conflict when another mail has its id, alone and in a batch', async () => {
    const { call, messages, queued } = apiWorld();
    messages.set('acme#order-1', {
      pk: 'acme#order-1',
      ...{ fingerprint: fingerprintOfBody(JSON.stringify({ ...mail, tenantId: 'acme' })) },
      ...{ sent0: 'ses-1', attempts: 1 },
    });
    const send = (path: string, body: object) =>
      call('POST', `/api/v1/emails${path}`, {
        ...{ token: admin, body, headers: { 'idempotency-key': 'order-1' } },
      });
    const other = { ...mail, text: 'Another text' };

    expect((await send('', mail)).status).toBe(202);
    const alone = await send('', other);
    expect([alone.status, alone.body.type]).toEqual([409, 'urn:ses-pipeline:problem:conflict']);
    const named = { ...other, messageId: 'order-1' };
    const { body } = await send('/batch', { messages: [other, named, mail] });
    expect(body.results).toMatchObject([
      { status: 'accepted', messageId: 'order-1.0' },
      { status: 'conflict', messageId: 'order-1', errors: [expect.stringMatching(/^messageId: /)] },
      { status: 'accepted', messageId: 'order-1.2' },
    ]);
    expect(queued).toHaveLength(3);
  });

  it('is refused by the rules of the message, every fault at once, and none of its words', async () => {
    const { call, queued } = apiWorld();

    const answer = await call('POST', '/api/v1/emails', {
      token: admin,
      body: { ...mail, to: ['jane at home'], subjekt: 'Secret' },
    });

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      expect.stringMatching(/^to\[0\]: /),
      expect.stringMatching(/^subjekt: /),
    ]);
    expect(answer.text).not.toMatch(/jane|Secret/);
    expect(queued).toEqual([]);
  });

  it('in a batch is accepted or refused one by one', async () => {
    const { call } = apiWorld();

    const { status, body } = await call('POST', '/api/v1/emails/batch', {
      token: admin,
      body: { messages: [mail, { ...mail, to: [] }, mail] },
    });

    expect(status).toBe(202);
    expect(body.results.map((result: { readonly status: string }) => result.status)).toEqual([
      'accepted',
      'invalid',
      'accepted',
    ]);
  });

  it('in a batch of more than a hundred is refused as a whole', async () => {
    const { call, queued } = apiWorld();
    const messages = Array(101).fill(mail);

    expect(
      (await call('POST', '/api/v1/emails/batch', { token: admin, body: { messages } })).status,
    ).toBe(400);
    expect(queued).toEqual([]);
  });
});

describe('a message to several destinations over HTTP', () => {
  const bulk = (...to: readonly string[]) => ({
    ...{ from: 'a@clinic.example', subject: 's', text: 't' },
    destinations: to.map((one) => ({ to: [one] })),
  });
  const send = ({ call }: ReturnType<typeof apiWorld>, body: object, key?: string) =>
    call('POST', '/api/v1/emails', {
      ...{ token: admin, body },
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    });

  it('has a result for each, and a bad one stops no other', async () => {
    const world = apiWorld();
    const whole = { ...bulk('b@example.org', 'nobody', 'c@example.org'), messageId: 'news-1' };

    const { status, body } = await send(world, whole);

    expect([status, body]).toEqual([
      202,
      {
        ...{ messageId: 'news-1', tenantId: 'acme' },
        results: [
          {
            ...{ status: 'accepted', messageId: 'news-1.1' },
            ...{ tenantId: 'acme', stream: 'transactional' },
          },
          {
            ...{ status: 'invalid', messageId: 'news-1.2' },
            errors: ['to[0]: has no domain; write name@domain'],
          },
          {
            ...{ status: 'accepted', messageId: 'news-1.3' },
            ...{ tenantId: 'acme', stream: 'transactional' },
          },
        ],
      },
    ]);
    expect(world.queued.map(({ to, tenantId }) => [to, tenantId])).toEqual([
      [['b@example.org'], 'acme'],
      [['c@example.org'], 'acme'],
    ]);
  });

  it('has the same ids whenever it comes, by its own id or its Idempotency-Key', async () => {
    const world = apiWorld();
    const idsOf = async (body: object, key?: string) => {
      const answer = await send(world, body, key);
      return answer.body.results.map(({ messageId }: { readonly messageId: string }) => messageId);
    };
    const whole = bulk('b@example.org', 'c@example.org');

    expect(await idsOf(whole, 'news-1')).toEqual(['news-1.1', 'news-1.2']);
    expect(await idsOf(whole, 'news-1')).toEqual(['news-1.1', 'news-1.2']);
    expect(await idsOf({ ...whole, messageId: 'own' }, 'news-1')).toEqual(['own.1', 'own.2']);
    expect(await idsOf(whole)).toEqual(['id-1.1', 'id-1.2']);
  });

  it('tells a conflict of the destination whose id another mail has', async () => {
    const world = apiWorld();
    const { destinations: _, ...common } = bulk();
    const other = { ...common, tenantId: 'acme', to: ['other@example.org'] };
    world.messages.set('acme#news-1.2', {
      pk: 'acme#news-1.2',
      ...{ fingerprint: fingerprintOfBody(JSON.stringify(other)), sent0: 'ses-1', attempts: 1 },
    });

    const { body } = await send(world, bulk('b@example.org', 'c@example.org'), 'news-1');

    expect(body.results).toMatchObject([
      { status: 'accepted', messageId: 'news-1.1' },
      { status: 'conflict', messageId: 'news-1.2' },
    ]);
  });

  it('holds to the tenant of its token, and to the senders of that tenant', async () => {
    const world = apiWorld();
    world.tenants.set('zeta', { pauses: {}, settings: { from: 'a@zeta.example' } });
    const whole = bulk('b@example.org', 'c@example.org');

    expect((await send(world, { ...whole, tenantId: 'zeta' })).status).toBe(403);
    const { body } = await send(world, { ...whole, from: 'a@zeta.example' });
    expect(body.results.map(({ status }: { readonly status: string }) => status)).toEqual([
      'invalid',
      'invalid',
    ]);
    expect(world.queued).toEqual([]);
  });

  it.each<readonly [string, object, RegExp]>([
    ['no destination', bulk(), /^destinations: is empty/],
    [
      'more than fifty',
      bulk(...Array.from({ length: 51 }, (_, n) => `${n}@example.org`)),
      /^destinations: are more than 50/,
    ],
    ['a bad id', { ...bulk('b@example.org'), messageId: 'a b' }, /^messageId: is not a message id/],
    [
      'more than 8 MiB in all',
      { ...bulk(...Array(10).fill('b@example.org')), text: 'x'.repeat(900_000) },
      /^destinations: come to more than 8 MiB/,
    ],
  ])('is refused as a whole with %s', async (_, whole, reason) => {
    const world = apiWorld();

    const { status, body } = await send(world, whole);

    expect([status, body.errors]).toEqual([400, [expect.stringMatching(reason)]]);
    expect(world.queued).toEqual([]);
  });

  it('is not taken in a batch, which says where it is', async () => {
    const { call } = apiWorld();
    const messages = [bulk('b@example.org')];

    const { body } = await call('POST', '/api/v1/emails/batch', {
      ...{ token: admin, body: { messages } },
    });

    expect(body.results).toMatchObject([
      { status: 'invalid', errors: [expect.stringMatching(/^destinations: are not taken among/)] },
    ]);
  });
});

describe('a message that is too big for a queue', () => {
  it('is refused with what a caller of the API can do', async () => {
    const { call } = apiWorld();

    const { status, body } = await call('POST', '/api/v1/emails', {
      token: admin,
      body: {
        ...{ from: 'a@example.com', to: ['b@example.org'], subject: 's' },
        text: 'x'.repeat(1_100_000),
      },
    });

    expect(status).toBe(400);
    expect(body.errors).toEqual([
      'message: has more than 1 MiB; put its attachments into S3 and name them in the message, or send it with the client library',
    ]);
  });
});

describe('suppressions', () => {
  it('are added, found, listed page by page and removed, for this tenant alone', async () => {
    const { call, entries } = apiWorld();
    const path = at('/suppressions');
    for (const name of ['c', 'a', 'b'])
      await call('PUT', `${path}/${encodeURIComponent(`${name}+x@Example.org`)}`, {
        token: admin,
        body: { why: 'asked by telephone' },
      });

    const first = await call('GET', `${path}?limit=2`, { token: viewer });
    const second = await call('GET', `${path}?limit=2&cursor=${first.body.next}`, {
      token: viewer,
    });
    const check = await call('POST', `${path}/check`, {
      token: viewer,
      body: { addresses: ['A+x@example.org', 'z@example.org'] },
    });

    const addresses = [...first.body.entries, ...second.body.entries].map(({ address }) => address);
    expect(addresses).toEqual(['a+x@example.org', 'b+x@example.org', 'c+x@example.org']);
    expect(second.body.next).toBe(null);
    expect(check.body.entries).toMatchObject([
      { address: 'a+x@example.org', scope: 'tenant#acme', reason: 'operator' },
    ]);
    const removal = `${path}/a%2Bx%40example.org?why=back`;
    expect((await call('DELETE', removal, { token: admin })).status).toBe(200);
    expect((await call('DELETE', removal, { token: admin })).status).toBe(404);
    expect(entries.map(({ address }) => address)).toEqual(['c+x@example.org', 'b+x@example.org']);
  });

  it('name an address whose entry cannot be read, and tell of the others', async () => {
    const { call, entries, unreadableRows, lines } = apiWorld();
    entries.push({
      ...{ address: 'a@example.org', scope: 'tenant#acme', reason: 'operator', source: 'x' },
      ...{ detail: 'asked', sinceMs: nowMs, expiresAtMs: undefined },
    });
    unreadableRows.push({ address: 'b@example.org', scope: '*' });

    const { status, body } = await call('POST', `${at('/suppressions')}/check`, {
      token: viewer,
      body: { addresses: ['a@example.org', 'B@example.org', 'c@example.org'] },
    });

    expect([status, body.unreadable]).toEqual([200, ['b@example.org']]);
    expect(body.entries.map(({ address }: { address: string }) => address)).toEqual([
      'a@example.org',
    ]);
    expect(lines.join()).toContain('Correct the row of a recipient');
    expect(lines.join()).not.toContain('b@example');
  });

  it('say how many of a page cannot be read, and log which', async () => {
    const { call, ports, lines } = apiWorld();
    const unreadable = [new UnreadableItem('a row of the suppressions table', ['operator'])];
    Object.assign(ports.suppressions, {
      page: async () => ({ entries: [], next: undefined, unreadable }),
    });

    const { status, body } = await call('GET', at('/suppressions'), { token: viewer });

    expect([status, body.unreadable]).toEqual([200, 1]);
    expect(lines.join()).toContain('Correct a row of the suppressions table');
  });

  it.each(['@', 'bm90IGEgY3Vyc29y!', 'Zh'])('refuse %s as a cursor', async (cursor) => {
    const path = `${at('/suppressions')}?cursor=${encodeURIComponent(cursor)}`;

    expect((await apiWorld().call('GET', path, { token: viewer })).status).toBe(400);
  });

  it('have no end in the past', async () => {
    const body = { why: 'x', expiresAt: new Date(nowMs).toISOString() };
    const path = at('/suppressions/a@example.org');

    expect((await apiWorld().call('PUT', path, { token: admin, body })).status).toBe(400);
  });
});

describe('messages', () => {
  it('are shown with their timeline, of this tenant alone', async () => {
    const { call, messages } = apiWorld();
    messages.set('acme#m-1', {
      pk: 'acme#m-1',
      stream: 'transactional',
      recipients: ['b@example.org'],
      firstSeenAt: nowMs,
      attempts: 1,
      sent0: 'ses-1',
      sentAt0: nowMs + 1,
    });
    messages.set('zeta#m-2', { pk: 'zeta#m-2' });

    const found = await call('GET', at('/messages/m-1'), { token: viewer });

    expect([found.status, found.body.state]).toEqual([200, 'sent']);
    expect(found.body.timeline).toHaveLength(2);
    expect((await call('GET', at('/messages/m-2'), { token: viewer })).status).toBe(404);
  });

  it('to several destinations are shown by the messages that they became, of this tenant', async () => {
    const { call, messages } = apiWorld();
    const part = (pk: string) => ({ ...{ pk, recipients: ['b@example.org'] }, sent0: 'ses-1' });
    for (const pk of ['acme#news-1.2', 'acme#news-1.11', 'zeta#news-1.3'])
      messages.set(pk, part(pk));

    const found = await call('GET', at('/messages/news-1'), { token: viewer });

    expect([found.status, found.body]).toEqual([
      200,
      {
        ...{ messageId: 'news-1', tenantId: 'acme', states: { sent: 2 }, reasons: [] },
        messages: [
          { messageId: 'news-1.2', state: 'sent' },
          { messageId: 'news-1.11', state: 'sent' },
        ],
      },
    ]);
    expect((await call('GET', at('/messages/news-2'), { token: viewer })).status).toBe(404);
  });

  it('whose items cannot be read are told, without what is in them', async () => {
    const { call, messages } = apiWorld();
    messages.set('acme#m-1', { pk: 'acme#m-1', attempts: 'Jane' });

    const answer = await call('GET', at('/messages/m-1'), { token: viewer });

    expect(answer.status).toBe(409);
    expect(answer.text).not.toContain('Jane');
  });
});

describe('pauses', () => {
  it('are made and ended by operators, of one stream or of all', async () => {
    const { call } = apiWorld();
    const paused = async () =>
      (await call('GET', at('/pauses'), { token: viewer })).body.pauses.map(
        ({ scope }: { readonly scope: string }) => scope,
      );

    await call('POST', at('/pause'), { token: operator, body: { scope: 'marketing', why: 'x' } });
    expect(await paused()).toEqual(['marketing']);
    expect(
      (await call('POST', at('/resume'), { token: operator, body: { why: 'x' } })).status,
    ).toBe(404);
    await call('POST', at('/resume'), { token: operator, body: { scope: 'marketing', why: 'x' } });
    expect(await paused()).toEqual([]);
  });

  it('are of no stream that the deployment has not, where they would hold nothing', async () => {
    const body = { scope: 'digest', why: 'x' };
    const answer = await apiWorld().call('POST', at('/pause'), { token: operator, body });

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      'scope: is no stream; there are transactional, notifications and marketing',
    ]);
  });

  it('take no address for a reason, since it is shown in logs', async () => {
    const body = { why: 'jane@example.org asked' };

    expect((await apiWorld().call('POST', at('/pause'), { token: operator, body })).status).toBe(
      400,
    );
  });
});

describe('the API', () => {
  it('writes who changed what, when it was done, and no value or address', async () => {
    const { call, lines } = apiWorld();

    await call('PUT', at('/communication/config'), { token: admin, body: config() });
    await call('PUT', at('/communication/config'), { token: admin, body: {} });
    await call('GET', at('/settings'), { token: admin });
    await call('POST', '/api/v1/emails', {
      token: admin,
      body: { from: 'a@clinic.example', to: ['b@example.org'], subject: 's', text: 't' },
    });

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'info',
        message: 'Audit: a change through the API.',
        operation: 'putCommunicationConfig',
        tenantId: 'acme',
        by: expect.not.stringContaining('@'),
        roles: 'CLINIC_ADMIN',
      },
    ]);
    expect(lines.join()).not.toContain('@');
  });

  it.each([
    ['another method', 'PATCH', at('/settings'), {}, 405],
    ['another path', 'GET', '/api/v1/tenants/acme/other', {}, 404],
    [
      'a body that is no JSON',
      'PUT',
      at('/settings'),
      { headers: { 'content-type': 'text/plain' }, body: {} },
      415,
    ],
    ['a body too large', 'PUT', at('/settings'), { body: { from: 'x'.repeat(70_000) } }, 413],
    ['a query that nobody knows', 'GET', `${at('/settings')}?a=1`, {}, 400],
    ['no body', 'PUT', at('/settings'), {}, 400],
    [
      'a key too long',
      'POST',
      '/api/v1/emails',
      { headers: { 'idempotency-key': 'x'.repeat(257) }, body: {} },
      400,
    ],
    ['a page too long', 'GET', `${at('/suppressions')}?limit=1001`, {}, 400],
  ])('answers %s by a problem of RFC 9457', async (_, method, path, options, status) => {
    const answer = await apiWorld().call(method, path, { token: admin, ...options });

    expect([answer.status, answer.body.status]).toEqual([status, status]);
    expect(answer.body.detail).not.toBe('');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['x', 202],
    ['x'.repeat(256), 202],
    ['"in quotes, with blanks"', 202],
    ['é', 400],
    ['a\tb', 400],
    ['100%', 400],
    ['', 202],
    ['x'.repeat(257), 400],
  ])('takes the Idempotency-Key %j as its description says', async (key, status) => {
    const { call } = apiWorld();
    const { body: described } = await call('GET', '/openapi.json');
    const { schema } = described.paths['/api/v1/emails'].post.parameters.find(
      ({ name }: { name: string }) => name === 'Idempotency-Key',
    );

    const answer = await call('POST', '/api/v1/emails', {
      token: admin,
      headers: { 'idempotency-key': key },
      body: {
        ...{ from: 'a@example.com', to: ['b@example.org'], subject: 's', text: 't' },
      },
    });

    expect([answer.status, new RegExp(schema.pattern, 'u').test(key)]).toEqual([
      status,
      status === 202,
    ]);
  });

  it('answers 503 while a table does not answer, and says nothing was lost', async () => {
    const world = apiWorld();
    Object.assign(world.ports.tenants, {
      read: async () => {
        throw Object.assign(new Error('x'), { name: 'TimeoutError' });
      },
    });

    const answer = await world.call('GET', at('/settings'), { token: viewer });

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});
