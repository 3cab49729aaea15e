import { describe, expect, it } from '@jest/globals';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';
import { deadLetterOf } from '../../fakes/memory-dead-letters.ts';

const viewer = await tokenOf({ role: 'TENANT_VIEWER', tenant: 'acme' });
const operator = await tokenOf({ role: 'SUPER_ADMIN', sub: 'jane@ops.example' });
const path = '/api/v1/tenants/acme/dead-letters';
const redriveOf = (id: string) => `/api/v1/dead-letters/${id}/redrive`;

const mailOf = (id: string, tenantId: string, changes: object = {}) =>
  deadLetterOf({
    sqsMessageId: id,
    sentAtMs: nowMs,
    body: JSON.stringify({
      ...{ tenantId, messageId: `order-${id}`, from: 'shop@example.com' },
      ...{ to: ['jane@example.org'], subject: 'Results of Jane', text: 'Dear Jane' },
      ...changes,
    }),
    attributes: {
      reasons: '["MessageRejected: not verified: shop@example.com"]',
      reasonCount: '1',
      remedy: 'Verify the identity.',
      queue: 'ses-pipeline-dev-transactional',
      sqsMessageId: `first-${id}`,
    },
  });

const worldWith = (...ids: readonly (readonly [string, string])[]) => {
  const world = apiWorld();
  for (const [id, tenantId] of ids) world.mailDead.add(mailOf(id, tenantId));
  return world;
};

describe('dead letters', () => {
  it('of a tenant are its own, with why and what to do, and without address, subject or body', async () => {
    const world = worldWith(['d-1', 'acme'], ['d-2', 'zeta']);

    const { status, body, text } = await world.call('GET', path, { token: viewer });

    expect([status, body]).toEqual([
      200,
      {
        deadLetters: [
          {
            deadLetterId: 'd-1',
            queue: 'dead-letters',
            since: new Date(nowMs).toISOString(),
            kind: 'mail',
            death: 'refused',
            tenantId: 'acme',
            messageId: 'order-d-1',
            reasons: ['MessageRejected: not verified: <address>'],
            remedy: 'Verify the identity.',
          },
        ],
        complete: true,
      },
    ]);
    expect(text).not.toMatch(/jane|Results|Dear|shop@/);
    expect(world.mailDead.hidden.size).toBe(0);
  });

  it('of all are those of every queue, one that cannot be read among them, and no change', async () => {
    const world = worldWith(['d-1', 'acme'], ['d-2', 'zeta']);
    world.mailDead.add(deadLetterOf({ sqsMessageId: 'd-3', body: 'no JSON' }));
    world.feedbackDead.add(
      deadLetterOf({ queue: 'feedback-dead-letters', sqsMessageId: 'd-4', body: '{}' }),
    );

    const { body } = await world.call('GET', '/api/v1/dead-letters', { token: operator });

    expect(body.deadLetters.map((one: { deadLetterId: string }) => one.deadLetterId)).toEqual([
      'd-1',
      'd-2',
      'd-3',
      'd-4',
    ]);
    expect(world.lines.join()).not.toContain('Audit');
  });

  it('are read so far and no further, and the answer says so', async () => {
    const world = worldWith(
      ...Array.from({ length: 250 }, (_, index) => [`d-${index}`, 'acme'] as const),
    );

    const { body } = await world.call('GET', path, { token: viewer });

    expect([body.deadLetters.length, body.complete]).toEqual([200, false]);
    expect(world.mailDead.takes()).toBeLessThanOrEqual(20);
    expect(world.mailDead.hidden.size).toBe(0);
  });

  it('are read for so long and no longer', async () => {
    const world = worldWith(['d-1', 'acme'], ['d-2', 'acme']);
    const [queue] = world.ports.deadLetters.queues;
    Object.assign(queue ?? {}, {
      take: async () => {
        await world.ports.sleep(7_000);
        return [{ deadLetter: mailOf(`d-${world.ports.now()}`, 'acme'), receiptHandle: 'r' }];
      },
    });

    const { body } = await world.call('GET', path, { token: viewer });

    expect([body.deadLetters.length, body.complete]).toEqual([2, false]);
  });

  it('are walked by one at a time', async () => {
    const world = worldWith(['d-1', 'acme']);
    await world.ports.takePermit('dead letters', 'zeta', {
      ...{ inAll: 1, ofTenant: 1, longestMs: 3_000 },
    });

    expect((await world.call('GET', path, { token: viewer })).status).toBe(429);
  });
});

describe('redrive', () => {
  it('puts one back on its queue, with the id of its first copy, and leaves the others', async () => {
    // The message id of the other one is the id of this dead letter.
    const world = worldWith(['d-1', 'acme']);
    world.mailDead.add(mailOf('d-2', 'zeta', { messageId: 'd-1' }));

    const { status, body } = await world.call('POST', redriveOf('d-1'), { token: operator });

    expect([status, body]).toEqual([200, { success: true, queue: 'transactional' }]);
    expect(world.redriven).toEqual([
      {
        origin: 'transactional',
        body: expect.stringContaining('order-d-1'),
        attributes: { 'pipeline-first-id': 'first-d-1' },
      },
    ]);
    expect([...world.mailDead.lying.keys()]).toEqual(['d-2']);
    expect(world.lines.join()).toMatch(/Audit.*redriveDeadLetter/);
    expect(world.lines.join()).not.toContain('jane@');
  });

  it.each([
    ['one that would fail again', { to: ['nobody'] }, 'It would fail again: to'],
    [
      'one whose mail lies in S3',
      {
        from: undefined,
        to: undefined,
        subject: undefined,
        text: undefined,
        payload: { s3: { bucket: 'payloads-1', key: 'payloads/acme/1.json' } },
      },
      'Its content lies in S3',
    ],
  ])('leaves %s where it is, and says why', async (_, changes, why) => {
    const world = apiWorld();
    world.mailDead.add(mailOf('d-1', 'acme', changes));

    const { status, body } = await world.call('POST', redriveOf('d-1'), { token: operator });

    expect([status, body.detail]).toEqual([409, expect.stringContaining(why)]);
    expect([world.redriven, world.mailDead.lying.size]).toEqual([[], 1]);
  });

  it('of one that is not there is told, and where it may be', async () => {
    const { call } = worldWith(['d-1', 'acme']);

    const { status, body } = await call('POST', redriveOf('d-9'), { token: operator });

    expect([status, body.detail]).toEqual([404, expect.stringContaining('lies in the bucket')]);
  });

  it('that its queue does not take leaves it where it is', async () => {
    const world = worldWith(['d-1', 'acme']);
    Object.assign(world.ports.deadLetters, {
      put: async () => {
        throw Object.assign(new Error('x'), { name: 'TimeoutError' });
      },
    });

    expect((await world.call('POST', redriveOf('d-1'), { token: operator })).status).toBe(503);
    expect(world.mailDead.lying.size).toBe(1);
  });
});
