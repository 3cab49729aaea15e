import { describe, expect, it } from '@jest/globals';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { apiWorld, nowMs, tokenOf } from '../../fakes/api-world.ts';

const operator = await tokenOf({ role: 'SUPER_ADMIN', sub: 'jane@ops.example' });
const admin = await tokenOf({ role: 'TENANT_ADMIN', tenant: 'acme' });
const path = '/api/v1/unassigned';

const worldWith = (mails: number) => {
  const world = apiWorld();
  for (let index = mails; index > 0; index -= 1)
    world.unassigned.push({
      ...{ messageId: `ses:${index}`, firstSeenAtMs: nowMs },
      senderDomain: index === 1 ? undefined : 'tool.example',
      disputedBy: index === 2 ? ['acme', 'shop'] : [],
    });
  return world;
};

describe('unassigned mail', () => {
  it('is listed page by page, each mail once, with its domain and who claims it', async () => {
    const world = worldWith(5);
    const pages: unknown[][] = [];
    let next: string | null = '';
    while (next !== null) {
      const query: string = next === '' ? '?limit=2' : `?limit=2&cursor=${next}`;
      const { status, body } = await world.call('GET', `${path}${query}`, { token: operator });
      expect(status).toBe(200);
      pages.push(body.mails);
      next = body.next;
    }

    const firstSeenAt = new Date(nowMs).toISOString();
    expect(pages.map((mails) => mails.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual([
      ...[5, 4, 3].map((index) => ({
        ...{ messageId: `ses:${index}`, firstSeenAt, senderDomain: 'tool.example', claimedBy: [] },
      })),
      {
        ...{ messageId: 'ses:2', firstSeenAt, senderDomain: 'tool.example' },
        claimedBy: ['acme', 'shop'],
      },
      { messageId: 'ses:1', firstSeenAt, senderDomain: null, claimedBy: [] },
    ]);
  });

  it('is shown beside one that cannot be read, which is counted', async () => {
    const world = worldWith(1);
    world.unreadableMails.push(new UnreadableItem('the item of a mail', ['firstSeenAt']));

    const { body } = await world.call('GET', path, { token: operator });

    expect(body).toMatchObject({ mails: [{ messageId: 'ses:1' }], next: null, unreadable: 1 });
  });

  it('is shown to operators alone', async () => {
    expect((await worldWith(1).call('GET', path, { token: admin })).status).toBe(403);
  });

  it.each(['x', 'bm8gcGxhY2U'])('is not listed from %s, which is no cursor', async (cursor) => {
    const { status, body } = await worldWith(1).call('GET', `${path}?cursor=${cursor}`, {
      token: operator,
    });

    expect([status, body.errors]).toEqual([400, [expect.stringContaining('is no cursor')]]);
  });
});
