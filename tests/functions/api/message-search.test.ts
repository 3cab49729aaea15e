import { describe, expect, it } from '@jest/globals';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';

const viewer = await tokenOf({ role: 'TENANT_VIEWER', tenant: 'acme' });
const path = '/api/v1/tenants/acme/messages/search';

const worldWith = (count: number) => {
  const world = apiWorld();
  for (let index = 0; index < count; index += 1)
    for (const tenantId of ['acme', 'zeta'])
      world.messages.set(`${tenantId}#m-${index}`, {
        pk: `${tenantId}#m-${index}`,
        recipients: ['jane@example.org'],
        firstSeenAt: nowMs + index,
        sent0: `ses-${index}`,
      });
  return world;
};

type World = ReturnType<typeof apiWorld>;

const search = (world: World, body: object, token = viewer) =>
  world.call('POST', path, { token, body });

describe('search of messages', () => {
  it('finds a recipient however the address is written, and no message of another tenant', async () => {
    const world = worldWith(2);

    const { status, body, text } = await search(world, { recipient: 'Jane@EXAMPLE.org' });

    expect(status).toBe(200);
    expect(body).toEqual({
      messages: [1, 0].map((index) => ({
        messageId: `m-${index}`,
        state: 'sent',
        stream: null,
        firstSeenAt: new Date(nowMs + index).toISOString(),
        recipients: { 'jane@example.org': 'sent' },
      })),
      next: null,
      complete: true,
      unreadable: 0,
    });
    expect(text).not.toContain('zeta');
  });

  it('goes on with next until it is complete, and finds each message once', async () => {
    const world = worldWith(7);
    const ids: string[] = [];
    let cursor: string | undefined;
    let parts = 0;
    do {
      const { body } = await search(world, { recipient: 'jane@example.org', limit: 2, cursor });
      ids.push(...body.messages.map(({ messageId }: { messageId: string }) => messageId));
      expect(body.complete).toBe(body.next === null);
      cursor = body.next ?? undefined;
      parts += 1;
    } while (cursor !== undefined);

    expect(ids.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `m-${index}`));
    expect(parts).toBeGreaterThan(3);
  });

  it('says nothing of the place where it stopped, and lets nobody else go on from there', async () => {
    const world = worldWith(30);
    const { body } = await search(world, { recipient: 'nobody@example.org' });
    expect([body.messages, body.complete]).toEqual([[], false]);
    expect(Buffer.from(body.next, 'base64url').toString()).toMatch(/^id-\d+$/);

    const other = await world.call('POST', '/api/v1/tenants/zeta/messages/search', {
      token: await tokenOf({ role: 'TENANT_VIEWER', tenant: 'zeta' }),
      body: { cursor: body.next },
    });

    expect([other.status, other.body.errors]).toEqual([
      400,
      [expect.stringContaining('cursor: is of no search of the last hour')],
    ]);
  });

  it.each([
    [{ recipient: 'nobody' }, 'recipient'],
    [{ from: '2026-11-29T12:00:00Z', to: '2026-11-29T12:00:00Z' }, 'to: is not later than from'],
    [{ state: 'gone' }, 'state'],
    [{ limit: 101 }, 'limit'],
    [{ subject: 'x' }, 'subject'],
    [{ cursor: 'AA' }, 'cursor'],
  ])('refuses %j', async (body, place) => {
    const answer = await search(worldWith(1), body);

    expect([answer.status, answer.body.errors.join()]).toEqual([
      400,
      expect.stringContaining(place),
    ]);
  });

  it('counts and logs a message that cannot be read, without an address', async () => {
    const world = worldWith(1);
    world.messages.set('acme#jane@example.org', { recipients: 7 });

    const { body } = await search(world, { recipient: 'jane@example.org' });

    expect([body.messages.length, body.unreadable]).toEqual([1, 1]);
    expect(world.lines.join()).toContain('of tenant acme in the messages table');
    expect(world.lines.join()).not.toContain('jane');
  });

  it('of one tenant is one at a time; the next is told when to come', async () => {
    const world = worldWith(1);
    await world.ports.takePermit('search', 'acme', { inAll: 1, ofTenant: 1, longestMs: 7_000 });

    const answer = await search(world, {});

    expect([answer.status, answer.body.type, answer.headers.get('retry-after')]).toEqual([
      429,
      'urn:ses-pipeline:problem:busy',
      '7',
    ]);
  });

  it('gives its permit back, also when the table does not answer', async () => {
    const world = worldWith(1);
    const { scanMessages } = world.ports;
    Object.assign(world.ports, {
      scanMessages: async () => {
        throw Object.assign(new Error('x'), { name: 'TimeoutError' });
      },
    });
    expect((await search(world, {})).status).toBe(503);
    Object.assign(world.ports, { scanMessages });

    expect((await search(world, {})).status).toBe(200);
  });
});
