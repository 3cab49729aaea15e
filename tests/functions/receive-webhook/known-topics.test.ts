import { describe, expect, it } from '@jest/globals';
import {
  knownTopics,
  listsAreBelievedMs,
  listsRestMs,
} from '../../../functions/receive-webhook/known-topics.ts';

/** Far from 0, where ages and times would be the same. */
const startMs = Date.UTC(2026, 2, 1);

const arn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;

const aWorld = (sharedTopics: readonly string[] = [arn('shared')]) => {
  const state = {
    nowMs: startMs,
    readings: 0,
    isDown: false,
    lists: [{ tenantId: 'acme', topics: [arn('acme')] }] as {
      tenantId: string;
      topics: string[];
    }[],
    warnings: [] as unknown[],
  };
  const find = knownTopics({
    sharedTopics,
    listTenantTopics: async () => {
      state.readings += 1;
      if (state.isDown) throw new Error('no answer');
      return structuredClone(state.lists);
    },
    clock: { now: () => state.nowMs },
    log: (_level, _message, fields) => void state.warnings.push(fields),
  });
  return { state, find };
};

describe('known topics', () => {
  it('are those of the whole pipeline, without asking the table', async () => {
    const { state, find } = aWorld();
    state.isDown = true;

    expect(await find(arn('shared'))).toEqual({ kind: 'all-tenants' });
    expect(state.readings).toBe(0);
  });

  it('are those of the tenants', async () => {
    const { find } = aWorld();

    expect(await find(arn('acme'))).toEqual({ kind: 'tenant', tenantId: 'acme' });
    expect(await find(arn('other'))).toEqual({ kind: 'unknown' });
    expect(await find(arn('acm'))).toEqual({ kind: 'unknown' });
  });

  it('belong to the whole pipeline when they are in both lists', async () => {
    const { find } = aWorld([arn('acme')]);

    expect(await find(arn('acme'))).toEqual({ kind: 'all-tenants' });
  });

  it('belong to nobody when several tenants claim them, and to one that lists them twice', async () => {
    const { state, find } = aWorld();
    state.lists = [
      { tenantId: 'acme', topics: [arn('t'), arn('own'), arn('own')] },
      { tenantId: 'bolt', topics: [arn('t')] },
    ];

    expect(await find(arn('t'))).toEqual({ kind: 'disputed', tenantIds: ['acme', 'bolt'] });
    expect(await find(arn('own'))).toEqual({ kind: 'tenant', tenantId: 'acme' });
  });

  it('are read again after a minute, so that one that was taken off is unknown then', async () => {
    const { state, find } = aWorld();
    await find(arn('acme'));
    state.lists = [];

    state.nowMs = startMs + listsAreBelievedMs - 1;
    expect(await find(arn('acme'))).toMatchObject({ kind: 'tenant' });
    state.nowMs = startMs + listsAreBelievedMs;
    expect(await find(arn('acme'))).toEqual({ kind: 'unknown' });
    expect(state.readings).toBe(2);
  });

  it('are read again for one that is unknown, so that one that was added is found soon; strangers do not make it read more often', async () => {
    const { state, find } = aWorld();
    await find(arn('acme'));
    state.lists.push({ tenantId: 'new', topics: [arn('new')] });

    state.nowMs = startMs + listsRestMs - 1;
    for (const name of ['new', 'x', 'y', 'z'])
      expect(await find(arn(name))).toEqual({ kind: 'unknown' });
    expect(state.readings).toBe(1);
    state.nowMs = startMs + listsRestMs;
    expect(await find(arn('new'))).toEqual({ kind: 'tenant', tenantId: 'new' });
    expect(state.readings).toBe(2);
  });

  it('are read once for all who ask at the same time', async () => {
    const { state, find } = aWorld();

    await Promise.all(['acme', 'a', 'b'].map((name) => find(arn(name))));

    expect(state.readings).toBe(1);
  });

  it('cannot be told while the table is down, and are told when it is back', async () => {
    const { state, find } = aWorld();
    state.isDown = true;
    await expect(find(arn('acme'))).rejects.toThrow('no answer');

    state.isDown = false;
    expect(await find(arn('acme'))).toMatchObject({ kind: 'tenant' });
  });

  it('leave out what is no ARN, with a warning that names the tenant alone', async () => {
    const { state, find } = aWorld();
    state.lists = [{ tenantId: 'acme', topics: ['*', 'mary@example.com', arn('acme')] }];

    expect(await find('*')).toEqual({ kind: 'unknown' });
    expect(await find(arn('acme'))).toMatchObject({ kind: 'tenant' });
    expect(state.warnings).toEqual([{ tenantId: 'acme' }, { tenantId: 'acme' }]);
  });
});
