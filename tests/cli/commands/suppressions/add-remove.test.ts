import { describe, expect, it } from '@jest/globals';
import { addSuppressions } from '../../../../cli/commands/suppressions/add.ts';
import { removeSuppressions } from '../../../../cli/commands/suppressions/remove.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { collect } from '../../../support/collect.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const world = (user: string | undefined = 'ann') => {
  const table = memorySuppressions();
  const io = { ...capturedIo(), ...table, now: () => nineMs, user };
  return {
    io,
    table,
    entries: async () =>
      (await collect(table.list({}))).map(
        ({ address, scope, reason }) => `${address} ${scope} ${reason}`,
      ),
  };
};

const why = 'they asked by telephone';

describe('suppressions add', () => {
  it('enters addresses for all tenants, with who and why', async () => {
    const { io, table } = world();

    expect(
      await addSuppressions(['Ada <Ada@Example.com>', 'bob@example.com'], { why, json: true }, io),
    ).toBe(0);

    expect(await collect(table.list({ address: 'ada@example.com' }))).toEqual([
      {
        address: 'ada@example.com',
        scope: '*',
        reason: 'operator',
        detail: why,
        source: 'operator:ann',
        by: 'ann',
        sinceMs: nineMs,
        expiresAtMs: undefined,
      },
    ]);
    expect(io.out.map((line) => JSON.parse(line).outcome)).toEqual(['entered', 'entered']);
  });

  it('takes a scope, an end and another name, and changes nothing the second time', async () => {
    const { io, table } = world();
    const options = {
      why,
      by: 'bea',
      tenant: 'acme',
      stream: 'marketing',
      until: '2026-04-01',
      json: true,
    };

    await addSuppressions(['ada@example.com'], options, io);
    await addSuppressions(['ada@example.com'], options, io);

    expect(await collect(table.list({}))).toMatchObject([
      { scope: 'tenant#acme#stream#marketing', by: 'bea', expiresAtMs: Date.UTC(2026, 3, 1) },
    ]);
    expect(io.out.map((line) => JSON.parse(line).outcome)).toEqual(['entered', 'unchanged']);
  });

  it.each([
    [{}, 'ann', /why/],
    [{ why: '  ' }, 'ann', /why/],
    [{ why: 'x'.repeat(501) }, 'ann', /500/],
    [{ why }, undefined, /--by/],
    [{ why, until: 'soon' }, 'ann', /--until takes a day/],
    [{ why, until: '2026-02-01' }, 'ann', /past/],
    [{ why, scope: 'tenant#' }, 'ann', /no such scope/],
  ])('refuses %j of %s and enters nothing', async (options, user, sentence) => {
    const { io, entries } = { ...world(user) };

    expect(await addSuppressions(['ada@example.com'], options, { ...io, user })).toBe(2);
    expect(io.err.join()).toMatch(sentence);
    expect(await entries()).toEqual([]);
  });

  it('enters none when one is no address, and does not repeat it', async () => {
    const { io, entries } = world();

    expect(await addSuppressions(['ada@example.com', 'secret'], { why }, io)).toBe(2);

    expect(io.err).toEqual(['Address 2 is not an e-mail address; nothing was added.']);
    expect(await entries()).toEqual([]);
  });

  it('enters none when one stands for a whole domain', async () => {
    const { io, entries } = world();

    expect(await addSuppressions(['ada@example.com', '*@example.org'], { why }, io)).toBe(2);

    expect(io.err).toEqual([
      expect.stringMatching(/^Address 2 stands for a whole domain.*; nothing was added\.$/),
    ]);
    expect(await entries()).toEqual([]);
  });
});

describe('suppressions remove', () => {
  const listed = async () => {
    const one = world();
    const entry = {
      address: 'ada@example.com',
      detail: 'abuse',
      source: 'event-1',
      sinceMs: nineMs,
      expiresAtMs: undefined,
    } as const;
    await one.table.suppress({ ...entry, scope: '*', reason: 'account-list' });
    await one.table.suppress({ ...entry, scope: 'tenant#acme', reason: 'complaint' });
    await one.table.suppress({ ...entry, scope: 'tenant#acme', reason: 'bounce' });
    return one;
  };

  it('takes everything off the scope, keeps who and why, and leaves the others', async () => {
    const { io, entries, table } = await listed();

    expect(
      await removeSuppressions(['ADA@example.com'], { tenant: 'acme', why, json: true }, io),
    ).toBe(0);

    expect(JSON.parse(io.out[0] ?? '')).toEqual({
      address: 'ada@example.com',
      scope: 'tenant#acme',
      removed: ['complaint', 'bounce'],
      remaining: ['*'],
      by: 'ann',
      why,
    });
    expect(await entries()).toEqual(['ada@example.com * account-list']);
    expect((await collect(table.listRecords({ scope: 'tenant#acme' })))[0]?.removal).toEqual({
      by: 'ann',
      why,
      atMs: nineMs,
    });
  });

  it('says where the address still is, and how SES learns of it', async () => {
    const { io } = await listed();

    await removeSuppressions(['ada@example.com'], { why }, io);

    expect(io.out).toEqual(['ada@example.com  *  removed (account-list)']);
    expect(io.err).toEqual([
      'ada@example.com is still listed in tenant#acme.',
      'If it is on the list of the SES account, `ses-pipeline suppressions sync` removes it there.',
    ]);
  });

  it('is not fine when the address is not listed there, and does the others', async () => {
    const { io, entries } = await listed();

    expect(
      await removeSuppressions(['bob@example.com', 'ada@example.com'], { scope: '*', why }, io),
    ).toBe(3);

    expect(await entries()).toEqual([
      'ada@example.com tenant#acme complaint',
      'ada@example.com tenant#acme bounce',
    ]);
  });

  it('removes none when one is no address, and does not repeat it', async () => {
    const { io, entries } = await listed();

    expect(await removeSuppressions(['ada@example.com', 'secret'], { why }, io)).toBe(2);

    expect(io.err).toEqual(['Address 2 is not an e-mail address; nothing was removed.']);
    expect(await entries()).toHaveLength(3);
  });

  it('says of an address that is not listed there nothing about the list of SES', async () => {
    const { io } = await listed();

    await removeSuppressions(['bob@example.com'], { scope: '*', why }, io);

    expect(io.err).toEqual(['bob@example.com is not listed in *.']);
    expect(io.out).toEqual([]);
  });

  it('speaks of the list of SES for all tenants alone, and of other scopes only where there are some', async () => {
    const { io } = await listed();

    await removeSuppressions(['ada@example.com'], { tenant: 'acme', why }, io);
    await removeSuppressions(['ada@example.com'], { scope: '*', why, json: true }, io);

    expect(io.err).toEqual(['ada@example.com is still listed in *.']);
    expect(JSON.parse(io.out.at(-1) ?? '')).toMatchObject({
      removed: ['account-list'],
      remaining: [],
    });
  });

  it('wants to know why', async () => {
    const { io, entries } = await listed();

    expect(await removeSuppressions(['ada@example.com'], {}, io)).toBe(2);
    expect(await entries()).toHaveLength(3);
  });
});
