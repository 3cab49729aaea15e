import { describe, expect, it } from '@jest/globals';
import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';

const token = await tokenOf({ role: 'CLINIC_ADMIN', tenant: 'acme' });
const path = '/api/v1/tenants/acme/communication';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const first = 'AKIAIOSFODNN7EXAMPLE';
const second = 'AKIAI44QH8DHBEXAMPLE';

const world = () => {
  const made = apiWorld();
  for (const id of [first, second])
    made.keys.owners.set(id, { kind: 'known', account: '111122223333' });
  const put = (body: unknown) => made.call('PUT', `${path}/ses`, { token, body });
  const config = () => made.call('GET', `${path}/config`, { token });
  return { ...made, put, config };
};

describe('credentials of a tenant', () => {
  it('are stored with the sender and the switch, and no secret ever comes back', async () => {
    const { put, config, tenants, keys, lines } = world();

    const answer = await put({
      ...{ region: 'eu-central-1', accessKeyId: first, secretAccessKey },
      ...{ fromEmail: 'care@clinic.example', fromName: 'Clinic', enabled: true },
    });
    const shown = await config();

    expect([answer.status, answer.body.success]).toEqual([200, true]);
    expect(shown.body.email.primary.credentials).toEqual({
      region: 'eu-central-1',
      accessKeyId: first,
      secretAccessKey: '********',
      ...{ fromEmail: 'care@clinic.example', fromName: 'Clinic' },
    });
    expect(keys.stored.get('acme')?.ses).toEqual({
      account: '111122223333',
      region: 'eu-central-1',
    });
    const written = [answer.text, shown.text, ...lines, JSON.stringify([...tenants])].join();
    expect(written).not.toContain('wJalr');
  });

  it('stay as they are when the placeholder is written back, in either document', async () => {
    const { put, config, call, keys } = world();
    await put({ region: 'eu-west-1', accessKeyId: first, secretAccessKey });
    const before = keys.stored.get('acme');

    expect((await put({ accessKeyId: first, secretAccessKey: '********' })).body.success).toBe(
      true,
    );
    const { body } = await config();
    expect((await call('PUT', `${path}/config`, { token, body })).status).toBe(200);
    expect((await put({ fromEmail: 'a@clinic.example' })).body.success).toBe(true);

    expect(keys.stored.get('acme')).toEqual(before);
  });

  it('keep the key before beside the new one', async () => {
    const { put, keys } = world();
    await put({ region: 'eu-west-1', accessKeyId: first, secretAccessKey });
    await put({ region: 'eu-west-1', accessKeyId: second, secretAccessKey });

    expect(keys.stored.get('acme')?.credentials).toMatchObject({
      current: { accessKeyId: second, setAt: nowMs },
      previous: { accessKeyId: first },
    });
  });

  it.each([
    [
      'a key that AWS does not know',
      { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey },
      'not known to AWS',
    ],
    ['a key without its secret', { accessKeyId: first }, 'secretAccessKey: is missing'],
    ['a secret without its key', { secretAccessKey }, 'accessKeyId: is missing'],
    [
      'the placeholder of another key',
      { accessKeyId: first, secretAccessKey: '********' },
      'placeholder',
    ],
    ['another region without a key', { region: 'us-east-1' }, 'region: is not that of the account'],
  ])('refuse %s, say what to do, and change nothing', async (_, body, text) => {
    const { put, keys, tenants } = world();

    const answer = await put({ ...body, fromEmail: 'care@clinic.example' });

    expect([answer.status, answer.body.success]).toEqual([200, false]);
    expect(answer.body.message).toContain(text);
    expect([keys.stored.size, tenants.size]).toEqual([0, 0]);
  });

  it('are not decided while AWS does not answer', async () => {
    const { put, keys } = world();
    keys.owners.set(first, { kind: 'unreachable', code: 'TimeoutError' });

    expect((await put({ region: 'eu-west-1', accessKeyId: first, secretAccessKey })).status).toBe(
      503,
    );
  });

  it('cannot be stored without a key to encrypt them, and are not while it does not answer', async () => {
    const { put, ports } = world();
    const answers = [];
    for (const kind of ['no-key', 'key-refused', 'unreachable'] as const) {
      Object.assign(ports.credentials, {
        put: async () => {
          throw new SecretFailure(kind);
        },
      });
      answers.push(await put({ region: 'eu-west-1', accessKeyId: first, secretAccessKey }));
    }

    expect(answers.map(({ status }) => status)).toEqual([409, 409, 503]);
    expect(answers[0]?.body.detail).toContain('customerKey=true');
  });

  it('are not asked of AWS where they can be none', async () => {
    const { put, keys } = world();
    keys.owners.set('ASIAIOSFODNN7EXAMPLE', { kind: 'known', account: '111122223333' });

    const { body } = await put({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey });

    expect(body.message).toContain('temporary');
  });

  it('are forgotten on demand, once', async () => {
    const { put, call } = world();
    await put({ region: 'eu-west-1', accessKeyId: first, secretAccessKey });

    expect((await call('DELETE', `${path}/ses`, { token })).status).toBe(200);
    expect((await call('DELETE', `${path}/ses`, { token })).status).toBe(404);
  });
});

describe('a test mail', () => {
  const send = (made: ReturnType<typeof apiWorld>) =>
    made.call('POST', `${path}/test-email`, { token, body: { testEmail: 'Jane@example.org' } });
  /** What the table knows of the test mail of a new world. */
  const item = (more: object) => ({
    pk: 'acme#test-id-1',
    stream: 'transactional',
    recipients: ['jane@example.org'],
    firstSeenAt: nowMs,
    attempts: 1,
    ...more,
  });

  it('is one of a few at once, of a tenant and in all, and the next is told when to come', async () => {
    const made = apiWorld();
    const testOf = async (tenantId: string) =>
      made.call('POST', `/api/v1/tenants/${tenantId}/communication/test-email`, {
        token: await tokenOf({ role: 'TENANT_ADMIN', tenant: tenantId }),
        body: { testEmail: 'jane@example.org' },
      });
    const waiting: (() => void)[] = [];
    Object.assign(made.ports, {
      sleep: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    });
    const underWay = ['acme', 'acme', 'b', 'c', 'd'].map(testOf);
    for (let turn = 0; turn < 1_000 && waiting.length < 5; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(waiting).toHaveLength(5);

    const [own, others] = [await testOf('acme'), await testOf('e')];

    expect([own.status, others.status]).toEqual([429, 429]);
    expect(own.body.type).toBe('urn:ses-pipeline:problem:busy');
    expect(Number(own.headers.get('retry-after'))).toBe(28);
    expect(made.queued).toHaveLength(5);
    for (const { tenantId, messageId } of made.queued)
      made.messages.set(`${tenantId}#${messageId}`, {
        ...item({ outcome: { state: 'held', at: nowMs } }),
        pk: `${tenantId}#${messageId}`,
      });
    for (const go of waiting) go();
    for (const answer of underWay) expect((await answer).status).toBe(200);
    expect((made.permits.get('test mail') ?? []).filter(({ isOver }) => !isOver)).toEqual([]);
  });

  it('goes the way of all mail of the tenant', async () => {
    const made = apiWorld();
    await send(made);

    expect(made.queued).toMatchObject([
      { tenantId: 'acme', to: ['jane@example.org'], messageId: 'test-id-1' },
    ]);
    expect(made.queued[0]).not.toHaveProperty('from');
  });

  it.each([
    [
      'delivered',
      { sent0: 's', ev_1: { k: 'delivery', at: nowMs, r: ['jane@example.org'] } },
      true,
    ],
    ['sent', { sent0: 's', sentAt0: nowMs }, true],
    [
      'bounced',
      { sent0: 's', ev_1: { k: 'bounce', at: nowMs, r: ['jane@example.org'], why: 'Permanent' } },
      false,
    ],
    [
      'rejected',
      {
        attempts: 0,
        outcome: { state: 'rejected', at: nowMs, reasons: ['from: is missing'], remedy: 'Add it.' },
      },
      false,
    ],
  ])('is answered by what became of it: %s', async (state, facts, success) => {
    const made = apiWorld();
    made.messages.set('acme#test-id-1', item(facts));

    const { status, body } = await send(made);

    expect([status, body.state, body.success]).toEqual([200, state, success]);
    expect(body.message).not.toBe('');
  });

  it('is answered with the reason and the remedy of the table of errors', async () => {
    const made = apiWorld();
    const outcome = {
      state: 'failed',
      at: nowMs,
      reasons: ['Email address is not verified.'],
      remedy: 'Verify the domain of From.',
    };
    made.messages.set('acme#test-id-1', item({ outcome }));

    const { body } = await send(made);

    expect(body).toMatchObject({ reasons: outcome.reasons, remedy: outcome.remedy });
    expect(body.message).toBe(
      'SES refused the mail. Email address is not verified. Verify the domain of From.',
    );
  });

  it('that nothing is known of yet is answered in time', async () => {
    const made = apiWorld();

    const { body } = await send(made);

    expect([body.state, body.success]).toEqual(['waiting', false]);
    expect(made.ports.now() - nowMs).toBeLessThan(29_000);
    expect(made.ports.now() - nowMs).toBeGreaterThanOrEqual(24_000);
  });
});
