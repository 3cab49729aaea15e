import { describe, expect, it } from '@jest/globals';
import { listSuppressions } from '../../cli/suppressions.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { capturedIo } from './captured-io.ts';

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

const tableOf = (...entries: readonly SuppressionEntry[]) => {
  const filters: unknown[] = [];
  const list = async function* (filter: { readonly scope?: string; readonly address?: string }) {
    filters.push(filter);
    yield* entries;
  };
  return { filters, list };
};

describe('suppressions', () => {
  it('prints one JSON object per entry', async () => {
    const io = capturedIo();
    const { list } = tableOf(entry(), entry({ address: 'bob@example.com', scope: '*', reason: 'soft-bounce', expiresAtMs: nineMs + 1000 }));

    expect(await listSuppressions({ json: true }, { ...io, list })).toBe(0);

    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      {
        address: 'ada@example.com',
        scope: 'tenant#acme',
        reason: 'bounce',
        source: 'event-1',
        since: '2026-03-01T09:00:00.000Z',
        expiresAt: null,
      },
      {
        address: 'bob@example.com',
        scope: '*',
        reason: 'soft-bounce',
        source: 'event-1',
        since: '2026-03-01T09:00:00.000Z',
        expiresAt: '2026-03-01T09:00:01.000Z',
      },
    ]);
  });

  it('asks for one scope or address, the address in its canonical form', async () => {
    const { list, filters } = tableOf();

    await listSuppressions({ scope: '*', address: 'Ada@BÜCHER.example', json: true }, { ...capturedIo(), list });

    expect(filters).toEqual([{ scope: '*', address: 'ada@xn--bcher-kva.example' }]);
  });

  it('refuses what is no address', async () => {
    const io = capturedIo();

    expect(await listSuppressions({ address: 'nobody' }, { ...io, ...tableOf() })).toBe(2);
    expect(io.err).toHaveLength(1);
  });

  it('says so when there is nobody, but prints nothing as JSON', async () => {
    const io = capturedIo();

    expect(await listSuppressions({}, { ...io, ...tableOf() })).toBe(0);
    expect(await listSuppressions({ json: true }, { ...io, ...tableOf() })).toBe(0);

    expect(io.out).toEqual([]);
    expect(io.err).toEqual(['Nobody is suppressed.']);
  });
});
