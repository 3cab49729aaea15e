import { describe, expect, it } from '@jest/globals';
import { enterAllIn } from '../../../../cli/commands/suppressions/enter-all.ts';
import {
  type ExportSuppressionsOptions,
  exportSuppressions,
} from '../../../../cli/commands/suppressions/export.ts';
import {
  type ImportSuppressionsOptions,
  importSuppressions,
} from '../../../../cli/commands/suppressions/import.ts';
import { NotWritten } from '../../../../cli/whole-file.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { virtualClock } from '../../../fakes/virtual-clock.ts';
import { collect } from '../../../support/collect.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);
const silent = () => ({ show: () => {}, end: () => {} });

const world = () => {
  const table = memorySuppressions();
  const io = capturedIo();
  const sizes: number[] = [];
  const files = new Map<string, string>();
  return {
    table,
    io,
    files,
    sizes,
    entries: () => collect(table.list({})),
    run: (text: string, options: ImportSuppressionsOptions = {}, file = 'list.csv') =>
      importSuppressions(file, options, {
        ...io,
        openFile: async () => ({
          chunks: (async function* () {
            yield new TextEncoder().encode(text);
          })(),
          totalBytes: text.length,
        }),
        enterAll: (entries) => {
          sizes.push(entries.length);
          return enterAllIn(table, virtualClock(nineMs).clock)(entries);
        },
        progress: silent,
        now: () => nineMs,
        user: 'ann',
      }),
    write: (options: ExportSuppressionsOptions = {}) => {
      let text = '';
      return exportSuppressions(options, {
        ...io,
        listRecords: table.listRecords,
        countRows: async () => undefined,
        createFile: async (path) => ({
          write: async (more) => {
            text += more;
          },
          finish: async () => void files.set(path ?? '-', text),
          abandon: async () => {},
        }),
        progress: silent,
        now: () => nineMs,
      });
    },
  };
};

const short = ({ address, scope, reason }: SuppressionEntry) => `${address} ${scope} ${reason}`;

describe('suppressions import', () => {
  it('enters a bare list of addresses for the scope that is named', async () => {
    const { run, entries, io } = world();

    expect(
      await run('Ada@Example.com\n\nbob@example.com\n', { tenant: 'acme', why: 'moved here' }),
    ).toBe(0);

    expect(await entries()).toEqual(
      ['ada@example.com', 'bob@example.com'].map((address) => ({
        address,
        scope: 'tenant#acme',
        reason: 'operator',
        detail: 'moved here',
        source: 'operator:ann',
        by: 'ann',
        sinceMs: nineMs,
        expiresAtMs: undefined,
      })),
    );
    expect(io.out).toEqual(['2 rows read, 2 entered, 0 already there, 0 bad lines left out']);
  });

  it.each([
    ['list.csv', 'import of list.csv'],
    ['-', 'import of standard input'],
  ])('keeps where an entry without a reason came from: %s', async (file, detail) => {
    const { run, entries } = world();

    await run('ada@example.com\n', {}, file);

    expect(await entries()).toMatchObject([{ detail, source: 'operator:ann' }]);
  });

  it('reads the columns that the first line names, in any order', async () => {
    const { run, entries } = world();

    await run(
      'Reason,Expires At,ADDRESS,since\ncomplaint,,ada@example.com,2026-01-01\noperator,2026-04-01T00:00:00Z,bob@example.com,\n',
    );

    expect(await entries()).toMatchObject([
      {
        address: 'ada@example.com',
        reason: 'complaint',
        sinceMs: Date.UTC(2026, 0, 1),
        expiresAtMs: undefined,
      },
      {
        address: 'bob@example.com',
        reason: 'operator',
        sinceMs: nineMs,
        expiresAtMs: Date.UTC(2026, 3, 1),
      },
    ]);
  });

  it('names bad lines by their number, without what they hold, and enters the others', async () => {
    const { run, entries, io } = world();
    const lines = [
      'address,scope,reason,since,expiresAt',
      'ada@example.com,,,,',
      'secret,,,,',
      ',*,,,',
      'eve@example.com,everyone,,,',
      'eve@example.com,,because,,',
      'eve@example.com,,,soon,',
      'eve@example.com,,soft-bounce,,',
      'eve@example.com,,,,,,',
      '"eve@example.com,,,,',
      'bob@example.com,,,,',
    ];

    expect(await run(`${lines.join('\n')}\n`)).toBe(3);

    expect((await entries()).map(short)).toEqual([
      'ada@example.com * operator',
      'bob@example.com * operator',
    ]);
    expect(io.err.map((line) => line.slice(0, 40))).toEqual([
      'line 3 its address has no domain; write ',
      'line 4 has no address',
      'line 5 has a scope that does not exist; ',
      'line 6 has a reason that does not exist;',
      'line 7 has a time that cannot be read; w',
      'line 8 is a soft bounce without an end; ',
      'line 9 has 7 columns instead of 5; the f',
      'line 10 has a quote that does not end; d',
    ]);
    expect(io.err.join()).not.toMatch(/secret|eve/);
    expect(io.out).toEqual(['2 rows read, 2 entered, 0 already there, 8 bad lines left out']);
  });

  it('reads JSON lines, and tells of bad ones as JSON', async () => {
    const { run, entries, io } = world();
    const lines = [
      '{"address":"ada@example.com","reason":"bounce","expiresAt":null}',
      '{"address":1}',
      '[]',
      '{',
      '{"adress":"x@y.example"}',
    ];

    expect(await run(lines.join('\n'), { json: true })).toBe(3);

    expect((await entries()).map(short)).toEqual(['ada@example.com * bounce']);
    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      { line: 2, problem: 'has a field address that is not text' },
      { line: 3, problem: 'is not a JSON object' },
      { line: 4, problem: expect.stringMatching(/^is not JSON; /) },
      { line: 5, problem: expect.stringMatching(/unknown/) },
      { read: 1, entered: 1, unchanged: 0, bad: 4, unreadable: 0 },
    ]);
  });

  it('stops at once where a column is unknown, for then no line means what it says', async () => {
    const { run, entries, io } = world();

    expect(await run('address,until\nada@example.com,2026-04-01\n')).toBe(2);

    expect(await entries()).toEqual([]);
    expect(io.err[0]).toMatch(/^line 1 names a column that is unknown/);
  });

  it('writes nothing the second time, nor over an entry that holds longer', async () => {
    const { run, table, entries, io } = world();
    const standing = {
      address: 'ada@example.com',
      scope: '*',
      detail: '',
      source: 'x',
      sinceMs: nineMs - 5,
      expiresAtMs: undefined,
    };
    await table.enter({ ...standing, reason: 'operator' });
    const text = 'address,expiresAt\nada@example.com,2026-04-01\nbob@example.com,2026-04-01\n';

    await run(text);
    await run(text);

    expect(io.out.map((line) => line.split(', ')[1])).toEqual(['1 entered', '0 entered']);
    expect((await entries())[0]?.expiresAtMs).toBeUndefined();
  });

  it('holds a thousand rows at a time', async () => {
    const { run, sizes } = world();

    await run(Array.from({ length: 2500 }, (_, index) => `a${index}@example.com\n`).join(''));

    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it('tells near which line it stopped when the table fails, and fails with it', async () => {
    const { io } = world();
    const failing = importSuppressions(
      '-',
      {},
      {
        ...io,
        openFile: async () => ({
          chunks: (async function* () {
            yield new TextEncoder().encode('a@example.com\nb@example.com\n');
          })(),
          totalBytes: undefined,
        }),
        enterAll: async () => {
          throw new Error('down');
        },
        progress: silent,
        now: () => nineMs,
        user: 'ann',
      },
    );

    await expect(failing).rejects.toThrow('down');
    expect(io.err).toEqual([
      'Stopped near line 2. Run the import again: what is in the table is not written twice.',
    ]);
  });

  it.each([
    [{ format: 'xls' }, /--format/],
    [{ reason: 'because' }, /no such reason/],
    [{ scope: 'all' }, /no such scope/],
  ])('refuses %j', async (options, sentence) => {
    const { run, io } = world();

    expect(await run('ada@example.com', options)).toBe(2);
    expect(io.err.join()).toMatch(sentence);
  });
});

describe('suppressions export', () => {
  const filled = async () => {
    const one = world();
    const entry = {
      address: 'ada@example.com',
      scope: '*',
      detail: 'Permanent/General',
      source: 'event-1',
      sinceMs: nineMs,
    } as const;
    await one.table.suppress({ ...entry, reason: 'bounce', expiresAtMs: undefined });
    await one.table.enter({
      ...entry,
      reason: 'operator',
      detail: 'asked, "twice"',
      by: 'ann',
      expiresAtMs: nineMs + 5,
    });
    await one.table.suppress({
      ...entry,
      address: '"a b"@example.com',
      scope: 'tenant#acme',
      reason: 'complaint',
      expiresAtMs: undefined,
    });
    await one.table.suppress({
      ...entry,
      address: 'bob@example.com',
      reason: 'soft-bounce',
      expiresAtMs: nineMs,
    });
    return one;
  };

  it('writes every reason in force as CSV', async () => {
    const { write, files } = await filled();

    expect(await write()).toBe(0);

    expect(files.get('-')).toBe(
      [
        'address,scope,reason,detail,source,by,since,expiresAt',
        'ada@example.com,*,operator,"asked, ""twice""",event-1,ann,2026-03-01T09:00:00.000Z,2026-03-01T09:00:00.005Z',
        'ada@example.com,*,bounce,Permanent/General,event-1,,2026-03-01T09:00:00.000Z,',
        '"""a b""@example.com",tenant#acme,complaint,Permanent/General,event-1,,2026-03-01T09:00:00.000Z,',
        '',
      ].join('\n'),
    );
  });

  it.each([{ format: 'csv' }, { format: 'jsonl' }])(
    'what it writes as %j gives the same entries when it is imported elsewhere',
    async (options) => {
      const { write, files, table } = await filled();
      const other = world();

      await write({ ...options, out: 'all' });
      expect(await other.run(files.get('all') ?? '')).toBe(0);

      const inForce = (await collect(table.list({}))).filter(
        ({ reason }) => reason !== 'soft-bounce',
      );
      expect((await other.entries()).map(({ by, ...rest }) => rest)).toEqual(
        inForce.map(({ by, ...rest }) => rest),
      );
    },
  );

  it.each([{ format: 'csv' }, { format: 'jsonl' }])(
    'gives the same entries back from %j, whatever they say',
    async (options) => {
      const one = world();
      const texts = [
        '=1+1',
        '+a',
        '-a',
        '@a',
        "'=a",
        '"a"',
        ' a ',
        'a\r\nb\nc',
        'a,b;c',
        '\ta',
        "'",
      ];
      for (const [index, text] of texts.entries())
        await one.table.enter({
          address: `${"=+-'*"[index % 5]}${index}@example.com`,
          scope: '*',
          reason: 'operator',
          detail: text,
          source: text,
          by: text,
          sinceMs: nineMs,
          expiresAtMs: undefined,
        });
      const other = world();

      await one.write({ ...options, out: 'all' });
      expect(await other.run(one.files.get('all') ?? '')).toBe(0);

      expect(await other.entries()).toEqual(await one.entries());
    },
  );

  it.each(['write', 'finish'] as const)(
    'ends with 1, says what to do and leaves no file when it cannot %s to the end',
    async (step) => {
      const { table, io } = await filled();
      const kept: string[] = [];
      const full = async () => {
        throw new NotWritten('ENOSPC: no space left on device');
      };

      const code = await exportSuppressions(
        { out: 'all.csv' },
        {
          ...io,
          listRecords: table.listRecords,
          countRows: async () => undefined,
          createFile: async () => ({
            write: async () => {},
            finish: async () => void kept.push('file'),
            abandon: async () => void kept.push('abandoned'),
            [step]: full,
          }),
          progress: silent,
          now: () => nineMs,
        },
      );

      expect(code).toBe(1);
      expect(kept).toEqual(['abandoned']);
      expect(io.out).toEqual([]);
      expect(io.err).toEqual([
        'all.csv: ENOSPC: no space left on device. Nothing is exported: make room, or name another file, and run it again.',
      ]);
    },
  );

  it('leaves no file when the table cannot be read to the end', async () => {
    const { io } = world();
    const done: string[] = [];

    const work = exportSuppressions(
      { out: 'all.csv' },
      {
        ...io,
        // biome-ignore lint/correctness/useYield: it fails before the first row.
        listRecords: async function* () {
          throw new Error('unreachable');
        },
        countRows: async () => undefined,
        createFile: async () => ({
          write: async () => {},
          finish: async () => void done.push('finished'),
          abandon: async () => void done.push('abandoned'),
        }),
        progress: silent,
        now: () => nineMs,
      },
    );

    await expect(work).rejects.toThrow('unreachable');
    expect(done).toEqual(['abandoned']);
  });

  it('shows how far it is in the whole table, and of one scope, whose rows nobody counts, only how many', async () => {
    const { table, io } = world();
    for (let index = 0; index < 1_500; index += 1)
      await table.suppress({
        address: `a${index}@example.com`,
        scope: '*',
        reason: 'complaint',
        detail: 'abuse',
        source: `event-${index}`,
        sinceMs: nineMs,
        expiresAtMs: undefined,
      });
    const shown: (number | undefined)[] = [];
    const counted: string[] = [];
    const exportOf = (options: ExportSuppressionsOptions) =>
      exportSuppressions(options, {
        ...io,
        listRecords: table.listRecords,
        countRows: async () => {
          counted.push(options.scope ?? 'all');
          return 1_500;
        },
        createFile: async () => ({
          write: async () => {},
          finish: async () => {},
          abandon: async () => {},
        }),
        progress: () => ({ show: (_, share) => shown.push(share), end: () => {} }),
        now: () => nineMs,
      });

    await exportOf({ out: 'all.csv' });
    expect(counted).toEqual(['all']);
    expect(shown).toEqual([expect.any(Number)]);
    expect(shown[0]).toBeGreaterThan(0.5);

    await exportOf({ out: 'all.csv', scope: '*' });
    expect(counted).toEqual(['all']);
    expect(shown.at(-1)).toBeUndefined();
  });

  it('keeps to a scope, and to JSON lines by the name of the file', async () => {
    const { write, files, io } = await filled();

    await write({ tenant: 'acme', out: 'acme.jsonl' });

    expect(
      files
        .get('acme.jsonl')
        ?.trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).scope),
    ).toEqual(['tenant#acme']);
    expect(io.out).toEqual(['1 entries exported']);
  });

  it.each([
    [{ format: 'xls' }, /--format/],
    [{ scope: 'all' }, /no such scope/],
  ])('refuses %j', async (options, sentence) => {
    const { write, io } = world();

    expect(await write(options)).toBe(2);
    expect(io.err.join()).toMatch(sentence);
  });
});
