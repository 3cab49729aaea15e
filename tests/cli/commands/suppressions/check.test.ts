import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CheckSuppressionsOptions,
  checkSuppressions,
} from '../../../../cli/commands/suppressions/check.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const entry = (address: string, over: Partial<SuppressionEntry> = {}): SuppressionEntry => ({
  ...{ address, scope: '*', reason: 'bounce', detail: 'Permanent/General', source: 'event-1' },
  ...{ sinceMs: nineMs, expiresAtMs: undefined },
  ...over,
});

const check = async (
  text: string,
  entries: readonly SuppressionEntry[] = [],
  options: CheckSuppressionsOptions = {},
) => {
  const table = memorySuppressions();
  for (const one of entries) await table.suppress(one);
  const io = capturedIo();
  const asked: number[] = [];
  const code = await checkSuppressions('list.csv', options, {
    ...io,
    openFile: async () => ({
      chunks: (async function* () {
        yield Buffer.from(text);
      })(),
      totalBytes: text.length,
    }),
    findSuppressions: (questions, tell) => {
      asked.push(...questions.map(({ addresses }) => addresses.length));
      return table.findSuppressions(questions, tell);
    },
    progress: () => ({ show: () => undefined, end: () => undefined }),
    now: () => nineMs + 1_000,
  });
  return { code, asked, err: io.err, rows: () => io.out.map((line) => JSON.parse(line)), io };
};

describe('suppressions check', () => {
  it('writes who is suppressed, why and until when, and exits with 3', async () => {
    const { code, rows, err } = await check(
      'email,name\nAda@Example.com,Ada\nbob@example.com,Bob\n',
      [entry('ada@example.com', { reason: 'soft-bounce', expiresAtMs: nineMs + 60_000 })],
      { json: true },
    );

    expect(code).toBe(3);
    expect(rows()).toMatchObject([
      {
        ...{ address: 'ada@example.com', scope: '*', reason: 'soft-bounce' },
        expiresAt: '2026-03-01T09:01:00.000Z',
      },
    ]);
    expect(err).toEqual(['2 addresses checked, 1 suppressed']);
  });

  it('exits with 0 when nobody is, and what has ended does not count', async () => {
    const ended = entry('ada@example.com', { expiresAtMs: nineMs + 1_000 });

    expect((await check('ada@example.com\n', [ended])).code).toBe(0);
  });

  it.each<[CheckSuppressionsOptions, readonly string[]]>([
    [{}, ['*']],
    [{ tenant: 'acme' }, ['*', 'tenant#acme']],
    [{ tenant: 'acme', stream: 'marketing' }, ['*', 'tenant#acme', 'tenant#acme#stream#marketing']],
    [{ tenant: 'other' }, ['*']],
  ])('looks at the scopes that apply with %j', async (options, scopes) => {
    const entries = ['*', 'tenant#acme', 'tenant#acme#stream#marketing'].map((scope) =>
      entry('ada@example.com', { scope }),
    );

    const { rows } = await check('ada@example.com\n', entries, { ...options, json: true });

    expect(rows().map(({ scope }: { readonly scope: string }) => scope)).toEqual(scopes);
  });

  it('leaves out bad lines, says which, and exits with 3', async () => {
    const { code, err } = await check('email\nada@example.com\nno address\n@example.org\n');

    expect(code).toBe(3);
    expect(err).toEqual([
      expect.stringContaining('line 3 its address'),
      expect.stringContaining('line 4 its address stands for a whole domain'),
      '1 addresses checked, 0 suppressed, 2 bad lines left out',
    ]);
  });

  it.each<[string, CheckSuppressionsOptions]>([
    ['a stream without a tenant', { stream: 'marketing' }],
    ['a stream that is none', { tenant: 'acme', stream: 'spam' }],
    ['a tenant that cannot be one', { tenant: 'a#b' }],
    ['a format that is none', { format: 'xlsx' }],
  ])('refuses %s', async (_, options) => {
    expect((await check('ada@example.com\n', [], options)).code).toBe(2);
  });

  it('looks up a thousand addresses at a time, each once', async () => {
    const lines = Array.from({ length: 2_500 }, (_, index) => `p${index}@example.com\n`).join('');

    expect((await check(`${lines}p2499@example.com\n`)).asked).toEqual([1_000, 1_000, 500]);
  });

  it('finds exactly the addresses that are suppressed, whatever the file is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(400), { maxLength: 60 }),
        fc.uniqueArray(fc.nat(400), { maxLength: 60 }),
        fc.boolean(),
        async (inFile, suppressed, isJson) => {
          const address = (number: number) => `p${number}@example.com`;
          const text = inFile
            .map((number) =>
              isJson ? JSON.stringify({ address: address(number) }) : address(number),
            )
            .join('\n');
          const { code, rows } = await check(
            text,
            suppressed.map((number) => entry(address(number))),
            { json: true, format: isJson ? 'jsonl' : 'csv' },
          );
          const expected = inFile.filter((number) => suppressed.includes(number)).map(address);
          expect(rows().map((row: { readonly address: string }) => row.address)).toEqual(expected);
          expect(code).toBe(expected.length > 0 ? 3 : 0);
        },
      ),
    ));
});
