import { describe, expect, it } from '@jest/globals';
import { listSuppressions } from '../../../../cli/commands/suppressions/list.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9, 0, 0);

const entry = (over: Partial<SuppressionEntry> = {}): SuppressionEntry => ({
  address: 'ada@example.com',
  scope: 'tenant#acme',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event-1',
  sinceMs: nineMs,
  expiresAtMs: undefined,
  ...over,
});

const world = async (...entries: readonly SuppressionEntry[]) => {
  const table = memorySuppressions();
  for (const one of entries) await table.suppress(one);
  const knowsTenant = async (tenantId: string) => tenantId !== 'typo';
  const { listRecords } = table;
  const io = { ...capturedIo(), listRecords, knowsTenant, now: () => nineMs + 500 };
  return { io, table, rows: () => io.out.map((line) => JSON.parse(line)) };
};

describe('suppressions list', () => {
  it('says that nobody knows a tenant, rather than that it has no entries', async () => {
    const { io } = await world();

    expect(await listSuppressions({ tenant: 'typo' }, io)).toBe(3);
    expect(io.err).toEqual([expect.stringMatching(/^Nothing is known of tenant typo:/)]);

    expect(await listSuppressions({ tenant: 'acme' }, io)).toBe(0);
    expect(io.err.at(-1)).toBe('No address is suppressed.');
  });

  it('prints one JSON object per address and scope', async () => {
    const { io, rows } = await world(
      entry(),
      entry({
        address: 'bob@example.com',
        scope: '*',
        reason: 'operator',
        detail: 'asked',
        by: 'ann',
        expiresAtMs: nineMs + 1000,
      }),
    );

    expect(await listSuppressions({ json: true }, io)).toBe(0);

    expect(rows()).toEqual([
      {
        address: 'ada@example.com',
        scope: 'tenant#acme',
        reason: 'bounce',
        detail: 'Permanent/General',
        source: 'event-1',
        by: null,
        since: '2026-03-01T09:00:00.000Z',
        expiresAt: null,
      },
      {
        address: 'bob@example.com',
        scope: '*',
        reason: 'operator',
        detail: 'asked',
        source: 'event-1',
        by: 'ann',
        since: '2026-03-01T09:00:00.000Z',
        expiresAt: '2026-03-01T09:00:01.000Z',
      },
    ]);
  });

  it('shows the strongest reason in force, and with --all every one, and what was removed', async () => {
    const { io, rows, table } = await world(
      entry(),
      entry({ reason: 'complaint' }),
      entry({ reason: 'operator', expiresAtMs: nineMs + 500 }),
      entry({ address: 'eve@example.com' }),
    );
    await table.remove('eve@example.com', 'tenant#acme', { by: 'ann', why: 'moved', atMs: nineMs });

    await listSuppressions({ json: true }, io);
    expect(rows().map(({ reason }) => reason)).toEqual(['complaint']);

    io.out.length = 0;
    await listSuppressions({ json: true, all: true }, io);
    expect(rows().map(({ reason, detail }) => `${reason} ${detail}`)).toEqual([
      'operator Permanent/General',
      'complaint Permanent/General',
      'bounce Permanent/General',
      'removed moved',
    ]);
  });

  it('prints for people who, where, why, since when, until when and by whom, as far as there is', async () => {
    const { io } = await world(
      entry(),
      entry({
        address: 'bob@example.com',
        scope: '*',
        reason: 'operator',
        detail: 'asked',
        by: 'ann',
        expiresAtMs: nineMs + 1000,
      }),
    );

    await listSuppressions({}, io);

    expect(io.out).toEqual([
      'ADDRESS          SCOPE        REASON    DETAIL             SINCE                     UNTIL                     BY',
      'ada@example.com  tenant#acme  bounce    Permanent/General  2026-03-01T09:00:00.000Z  -                         -',
      'bob@example.com  *            operator  asked              2026-03-01T09:00:00.000Z  2026-03-01T09:00:01.000Z  ann',
    ]);
  });

  it('says of what was removed who did it, when and why', async () => {
    const { io, rows, table } = await world(entry());
    await table.remove('ada@example.com', 'tenant#acme', { by: 'ann', why: 'moved', atMs: nineMs });

    await listSuppressions({ json: true, all: true }, io);

    expect(rows().at(-1)).toEqual({
      address: 'ada@example.com',
      scope: 'tenant#acme',
      reason: 'removed',
      detail: 'moved',
      source: 'operator:ann',
      by: 'ann',
      since: '2026-03-01T09:00:00.000Z',
      expiresAt: null,
    });
  });

  it('finds one scope or address, the address in its canonical form', async () => {
    const { io, rows } = await world(
      entry({ address: 'ada@xn--bcher-kva.example' }),
      entry(),
      entry({ scope: '*' }),
    );

    await listSuppressions({ tenant: 'acme', address: 'Ada@BÜCHER.example', json: true }, io);
    await listSuppressions({ scope: '*', json: true }, io);

    expect(rows().map(({ address, scope }) => `${address} ${scope}`)).toEqual([
      'ada@xn--bcher-kva.example tenant#acme',
      'ada@example.com *',
    ]);
  });

  it.each([
    [{ address: 'nobody' }, /not an e-mail address/],
    [{ scope: 'everyone' }, /no such scope/],
    [{ scope: 'tenant#acme#stream#news' }, /no stream news/],
    [{ scope: 'tenant#acme#stream#News' }, /no such scope/],
    [{ scope: '*', tenant: 'acme' }, /--scope, or with --tenant/],
    [{ stream: 'marketing' }, /name it, too/],
    [{ tenant: 'acme', stream: 'news' }, /no stream news/],
  ])('refuses %j', async (options, sentence) => {
    const { io } = await world();

    expect(await listSuppressions(options, io)).toBe(2);
    expect(io.err.join()).toMatch(sentence);
  });

  it('says so when there is nobody, but prints nothing as JSON', async () => {
    const { io } = await world(entry({ reason: 'operator', expiresAtMs: nineMs }));

    expect(await listSuppressions({}, io)).toBe(0);
    expect(await listSuppressions({ json: true }, io)).toBe(0);

    expect(io.out).toEqual([]);
    expect(io.err).toEqual(['No address is suppressed.']);
  });
});
