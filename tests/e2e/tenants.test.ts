import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { token } from '../../cli/commands/token/token.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { until } from '../support/until.ts';

// What a platform does with its tenants, over HTTP alone, through the packaged functions.

const received = z.array(
  z.object({ from: z.string(), to: z.array(z.string()), tags: z.record(z.string(), z.string()) }),
);

let directory: string;
let stack: Stack;
let admin: string;
let operator: string;
let stranger: string;

/** A token by the command of the command line. */
const mint = async (role: string, tenant?: string): Promise<string> => {
  const io = capturedIo();
  const options = { role, subject: 'person@clinic.example', minutes: '10' };
  const code = await token(tenant === undefined ? options : { ...options, tenant }, {
    ...io,
    readEndpoints: async () => JSON.stringify(stack.endpoints),
    now: Date.now,
  });
  if (code !== 0) throw new Error(io.err.join('\n'));
  return io.out.join('');
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenants-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 50,
    latencyMs: 10,
    longestWindowSeconds: 1,
    noun: 'clinics',
    quiet: true,
  });
  [admin, operator, stranger] = await Promise.all([
    mint('CLINIC_ADMIN', 'acme'),
    mint('SUPER_ADMIN'),
    mint('CLINIC_ADMIN', 'zeta'),
  ]);
});

afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const call = async (
  bearer: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) => {
  const answer = await fetch(`${stack.endpoints.api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field.
  return { status: answer.status, body: (await answer.json()) as any };
};
const acme = (path: string): string => `/api/v1/clinics/acme${path}`;

const config = (fromEmail: string, enabled = true) => ({
  email: {
    primary: {
      ...{ provider: 'ses', enabled, priority: 1 },
      credentials: { region: stack.endpoints.region, fromEmail },
    },
    fallback: [],
  },
});

const send = (bearer: string, messageId: string, changes: object = {}) =>
  call(bearer, 'POST', '/api/v1/emails', {
    messageId,
    ...{ to: ['good@example.org'], subject: 'Your visit', text: 'See you.' },
    ...changes,
  });

/** The mails of a message that SES has. */
const mailsOf = async (messageId: string) =>
  received
    .parse(await (await fetch(`${stack.endpoints.ses}/_sim/messages`)).json())
    .filter(({ tags }) => tags['pipeline-message'] === messageId);

const stateOf = async (messageId: string): Promise<string | undefined> =>
  (await call(admin, 'GET', acme(`/messages/${messageId}`))).body.state;

const reaches = (messageId: string, state: string): Promise<unknown> =>
  until(`${messageId} is ${state}`, async () => (await stateOf(messageId)) === state, 30_000);

describe('a tenant over HTTP', () => {
  it('has a configuration that the next message goes by, each time it changes', async () => {
    for (const [messageId, from] of [
      ['first', 'care@example.com'],
      ['second', 'desk@example.com'],
    ] as const) {
      const put = await call(admin, 'PUT', acme('/communication/config'), config(from));
      expect([put.status, put.body]).toEqual([200, config(from)]);
      expect((await send(admin, messageId)).status).toBe(202);
      await reaches(messageId, 'delivered');
      expect((await mailsOf(messageId)).map((mail) => mail.from)).toEqual([from]);
    }
  });

  it('is closed to whoever is another one, and to other keys and nouns', async () => {
    expect((await call(stranger, 'GET', acme('/communication/config'))).status).toBe(403);
    expect((await call(stranger, 'GET', acme('/messages/first'))).status).toBe(403);
    expect((await call(`${admin.slice(0, -6)}AAAAAA`, 'GET', acme('/settings'))).status).toBe(401);
    expect((await call(admin, 'GET', '/api/v1/tenants/acme/settings')).status).toBe(404);
    expect((await stat(stack.endpoints.issuer.keyFile)).mode & 0o077).toBe(0);
  });

  it('is one mail for a request that is sent again', async () => {
    const mail = { to: ['good@example.org'], subject: 'Once', text: 'Once.' };
    const key = { 'idempotency-key': 'visit 7' };
    const ids = [];
    for (let time = 0; time < 3; time += 1)
      ids.push((await call(admin, 'POST', '/api/v1/emails', mail, key)).body.messageId);

    await reaches(ids[0], 'delivered');
    expect(new Set(ids).size).toBe(1);
    expect(await mailsOf(ids[0])).toHaveLength(1);
  });

  it('refuses what its settings refuse, and says why on the timeline', async () => {
    const { body } = await call(admin, 'GET', acme('/settings'));
    const settings = { ...body, allowedSenders: ['example.com'], refusedSubjects: ['*mrn ####*'] };
    await call(admin, 'PUT', acme('/settings'), settings);

    await send(admin, 'subject', { subject: 'About MRN 1234' });
    await send(admin, 'sender', { from: 'care@elsewhere.example' });

    await Promise.all([reaches('subject', 'rejected'), reaches('sender', 'rejected')]);
    const { reasons } = (await call(admin, 'GET', acme('/messages/subject'))).body;
    expect(reasons.join()).toMatch(/^subject: /);
    expect(await mailsOf('subject')).toEqual([]);
  });

  it('has suppressions of its own, in force for nobody else', async () => {
    const path = acme('/suppressions/good%2Bno%40example.org');
    await call(admin, 'PUT', path, { why: 'asked at the desk' });
    const to = ['good+no@example.org'];

    await send(admin, 'listed', { to });
    await send(stranger, 'elsewhere', { to, from: 'care@example.com' });

    await reaches('listed', 'suppressed');
    await until('the other mail is sent', async () => (await mailsOf('elsewhere')).length === 1);
  });

  it('learns of a bounce, which suppresses the address for it alone', async () => {
    const to = ['bounce@simulator.amazonses.com'];
    const { body } = await call(admin, 'POST', acme('/communication/test-email'), {
      testEmail: to[0],
    });

    expect([body.success, body.state]).toEqual([false, 'bounced']);
    const check = (bearer: string, tenant: string) =>
      call(bearer, 'POST', `/api/v1/clinics/${tenant}/suppressions/check`, { addresses: to });
    await until(
      'the address is listed',
      async () => (await check(admin, 'acme')).body.entries.length > 0,
    );
    expect((await check(stranger, 'zeta')).body.entries).toEqual([]);
  });

  it('holds its mail while it is switched off, and lets it go when it is on again', async () => {
    await call(admin, 'PUT', acme('/communication/ses'), { enabled: false });
    await send(admin, 'waits');
    await reaches('waits', 'held');

    await call(admin, 'PUT', acme('/communication/ses'), { enabled: true });
    await stack.invoke('guard-reputation', {});

    await reaches('waits', 'delivered');
  });

  it('is paused by operators alone', async () => {
    const why = { why: 'an incident' };
    expect((await call(admin, 'POST', acme('/pause'), why)).status).toBe(403);
    expect((await call(operator, 'POST', acme('/pause'), why)).status).toBe(200);
    await send(admin, 'paused');
    await reaches('paused', 'held');
    expect((await call(operator, 'POST', acme('/resume'), why)).status).toBe(200);
    await stack.invoke('guard-reputation', {});
    await reaches('paused', 'delivered');
  });

  it('goes by its budget: mail over it is held, and goes out when an operator raises it', async () => {
    const { body: before } = await call(operator, 'GET', acme('/settings'));
    const put = (bearer: string, perMonth: number) =>
      call(bearer, 'PUT', acme('/settings'), { ...before, budget: { perMonth } });
    expect((await put(admin, 9)).status).toBe(403);
    expect((await put(operator, 1)).status).toBe(200);
    await send(admin, 'within');
    await reaches('within', 'delivered');

    await send(admin, 'over');
    await reaches('over', 'held');
    const { reasons } = (await call(admin, 'GET', acme('/messages/over'))).body;
    expect(reasons.join()).toMatch(
      /^over its tenant's budget of this month \(1 recipients a month/,
    );
    await stack.invoke('guard-reputation', {});
    expect(await stateOf('over')).toBe('held');
    expect((await put(operator, 2)).status).toBe(200);
    await stack.invoke('guard-reputation', {});

    await reaches('over', 'delivered');
    expect(await mailsOf('over')).toHaveLength(1);
  });

  it('is removed by operators alone; its mail is held from then on, its suppressions stay', async () => {
    const { body: before } = await call(operator, 'GET', acme('/suppressions'));
    expect(before.entries.length).toBeGreaterThan(0);
    expect((await call(admin, 'DELETE', acme(''))).status).toBe(403);
    expect((await call(operator, 'DELETE', acme(''))).status).toBe(200);

    expect((await call(operator, 'GET', acme('/settings'))).body).toEqual({});
    expect((await call(operator, 'GET', acme('/suppressions'))).body).toEqual(before);
    await send(admin, 'late', { from: 'care@clinic.example' });
    await reaches('late', 'held');
    expect(await mailsOf('late')).toEqual([]);
  });

  it('leaves a line for each change, and no address in any log', async () => {
    const logs = await Promise.all(
      (await readdir(stack.endpoints.logs)).map((name) =>
        readFile(join(stack.endpoints.logs, name), 'utf8'),
      ),
    );
    const all = logs.join('\n');

    expect(all.match(/Audit: a change through the API/g)?.length).toBeGreaterThan(6);
    expect(all).not.toMatch(/[\w.+-]+@(?:example|clinic|elsewhere|simulator)\b/);
  });
});
