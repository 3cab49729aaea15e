import { describe, expect, it } from '@jest/globals';
import { enterAllIn } from '../../../../cli/commands/suppressions/enter-all.ts';
import { exportSuppressions } from '../../../../cli/commands/suppressions/export.ts';
import { importSuppressions } from '../../../../cli/commands/suppressions/import.ts';
import { listSuppressions } from '../../../../cli/commands/suppressions/list.ts';
import { syncSuppressions } from '../../../../cli/commands/suppressions/sync.ts';
import { unreadableRows } from '../../../../cli/commands/suppressions/unreadable-rows.ts';
import type { SuppressionTable } from '../../../../shared/aws/suppressions/suppression-table.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { virtualClock } from '../../../fakes/virtual-clock.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);
const silent = () => ({ show: () => {}, end: () => {} });
const odd = new UnreadableItem('the row of a recipient (sha256:ab), of scope *', ['bounce.at']);

/** A table whose first row cannot be read. */
const world = async () => {
  const table = memorySuppressions();
  await table.suppress({
    ...{ address: 'ada@example.com', scope: '*', reason: 'bounce', detail: 'Permanent/General' },
    ...{ source: 'event-1', sinceMs: nineMs, expiresAtMs: undefined },
  });
  const listRecords: SuppressionTable['listRecords'] = async function* (filter, tell) {
    if (tell === undefined) throw odd;
    tell(odd);
    yield* table.listRecords(filter);
  };
  return { ...capturedIo(), listRecords, knowsTenant: async () => true, now: () => nineMs };
};

describe('unreadable-rows', () => {
  it('are left out of a list, which names them and exits with 3', async () => {
    const io = await world();

    expect(await listSuppressions({}, io)).toBe(3);

    expect(io.out).toEqual([
      expect.stringMatching(/^ADDRESS /),
      expect.stringContaining('ada@example.com'),
    ]);
    expect(io.err).toEqual([odd.message, expect.stringMatching(/^1 row of the table cannot/)]);
  });

  it('are left out of an export, whose file is finished and which exits with 3', async () => {
    const io = await world();
    let text = '';
    let isFinished = false;

    const code = await exportSuppressions(
      { out: 'all.csv' },
      {
        ...io,
        countRows: async () => 2,
        createFile: async () => ({
          write: async (more) => {
            text += more;
          },
          finish: async () => {
            isFinished = true;
          },
          abandon: async () => {},
        }),
        progress: silent,
      },
    );

    expect([code, isFinished]).toEqual([3, true]);
    expect(text).toContain('ada@example.com');
    expect(io.err[0]).toBe(odd.message);
  });

  it('stay as they are in a sync, which does the rest and exits with 3', async () => {
    const io = await world();
    const put: string[] = [];

    const code = await syncSuppressions(
      { by: 'ann' },
      {
        ...io,
        accountList: {
          pages: async function* () {},
          put: async (address) => {
            put.push(address);
            return { kind: 'done' };
          },
          remove: async () => ({ kind: 'done' }),
        },
        findReadable: async () => ({ records: [], unreadable: [] }),
        enterAll: async () => ({ entered: 0, unreadable: [] }),
        dropCopy: async () => {},
        progress: silent,
        user: 'ann',
      },
    );

    expect([code, put]).toEqual([3, ['ada@example.com']]);
  });

  it('stay as they are where the list of SES names their address, and keep no other from its copy', async () => {
    const io = await world();
    const copied: string[] = [];

    const code = await syncSuppressions(
      { by: 'ann' },
      {
        ...io,
        accountList: {
          pages: async function* () {
            yield ['odd@example.com', 'new@example.com'].map((address) => ({
              address,
              reason: 'BOUNCE' as const,
              updatedAtMs: nineMs,
            }));
          },
          put: async () => ({ kind: 'done' }),
          remove: async () => ({ kind: 'done' }),
        },
        findReadable: async () => ({
          records: [],
          unreadable: [{ address: 'odd@example.com', scope: '*' }],
        }),
        enterAll: async (entries) => {
          copied.push(...entries.map(({ address }) => address));
          return { entered: entries.length, unreadable: [] };
        },
        dropCopy: async () => {},
        progress: silent,
        user: 'ann',
      },
    );

    expect([code, copied]).toEqual([3, ['new@example.com']]);
    expect(io.err).toEqual([odd.message, expect.stringMatching(/^1 row of the table cannot/)]);
  });

  it('stay as they are in an import, which enters the rest and exits with 3', async () => {
    const io = capturedIo();
    const table = memorySuppressions();
    const isOdd = ({ address }: { readonly address: string }) => address === 'odd@example.com';
    const enterAll = enterAllIn(
      {
        ...table,
        findReadable: async (keys) => ({ records: [], unreadable: keys.filter(isOdd) }),
      },
      virtualClock(nineMs).clock,
    );

    const code = await importSuppressions(
      'list.csv',
      { by: 'ann', why: 'moved' },
      {
        ...io,
        openFile: async () => ({
          chunks: (async function* () {
            yield Buffer.from('odd@example.com\nnew@example.com\nodd@example.com\nno address\n');
          })(),
          totalBytes: undefined,
        }),
        enterAll,
        progress: silent,
        now: () => nineMs,
        user: 'ann',
      },
    );

    expect(code).toBe(3);
    expect(io.out).toEqual([
      '3 rows read, 1 entered, 0 already there, 1 bad lines left out, 2 left out because their row in the table cannot be read',
    ]);
    expect(io.err.filter((line) => line.startsWith('odd@example.com *: its row'))).toHaveLength(2);
    expect((await table.findRecords([{ address: 'odd@example.com', scope: '*' }])).length).toBe(0);
    expect((await table.findRecords([{ address: 'new@example.com', scope: '*' }])).length).toBe(1);
  });

  it('are named twenty at most, and counted all', () => {
    const io = capturedIo();
    const { tell, exitCode } = unreadableRows(io);
    for (let row = 0; row < 50; row += 1) tell(odd);

    expect(exitCode()).toBe(3);
    expect(io.err).toHaveLength(21);
    expect(io.err.at(-1)).toMatch(/^50 rows of the table cannot be read/);
  });
});
