import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type FuzzFailure, type FuzzSummary, runFuzz } from '../../../bench/fuzz/run-fuzz.ts';
import { type ParserMutant, parserMutants } from './parser-mutants.ts';

const root = join(import.meta.dirname, '../../..');

interface Run {
  readonly failures: readonly FuzzFailure[];
  readonly summary: FuzzSummary;
}

const read = (lines: readonly string[]): Run => ({
  failures: lines.slice(0, -1).map((line) => JSON.parse(line)),
  summary: JSON.parse(lines.at(-1) ?? ''),
});

/** The fuzz in a process of its own, with a fault in one of its modules. */
const fuzzMutant = async ({ file, from, to }: ParserMutant, events: number, seed: number): Promise<Run> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', '--import', join(import.meta.dirname, 'mutate-module.mjs')],
      ...[join(import.meta.dirname, 'fuzz-process.ts'), String(events), String(seed)],
    ],
    { env: { ...process.env, NODE_OPTIONS: '', MUTANT: JSON.stringify({ file, from, to }) }, maxBuffer: 100_000_000 },
  );
  return read(stdout.trim().split('\n'));
};

describe('the fuzz of feedback', () => {
  it('finds nothing wrong with thousands of mutated events', async () => {
    const lines: string[] = [];
    const isFine = await runFuzz(
      { events: Number(process.env.FUZZ_RUNS ?? 3_000), seed: 1, json: true },
      {
        print: (line) => void lines.push(line),
        tell: () => undefined,
      },
    );

    const { failures, summary } = read(lines);
    expect(failures).toEqual([]);
    expect(isFine).toBe(true);
    for (const count of [summary.recorded, summary.ignored, summary.refused]) expect(count).toBeGreaterThan(summary.events / 10);
  }, 300_000);

  it.each(parserMutants)(
    'finds the fault that $does ($breaks)',
    async (mutant) => {
      const { failures } = await fuzzMutant(mutant, 6_000, 1);

      expect(failures.map(({ promise }) => promise)).toContain(mutant.breaks);
    },
    300_000,
  );

  it('shows a fault in one input, and again from the seed it prints', async () => {
    const [mutant] = parserMutants;
    if (mutant === undefined) throw new Error('There is no mutant.');
    const [first] = (await fuzzMutant(mutant, 3_000, 1)).failures;
    const [again] = (await fuzzMutant(mutant, 1, first?.seed ?? 0)).failures;

    expect(again).toEqual(first);
    expect(first?.inputs).toHaveLength(1);
  }, 300_000);

  it.each(['addresses.ts', 'sayings.ts', 'event-plan.ts', 'document-plan.ts', 'layer-plan.ts', 'batch-plan.ts', 'expected.ts'])(
    'knows what events say without asking the code under test: %s',
    (file) => {
      const text = readFileSync(join(root, 'bench/fuzz', file), 'utf8');

      expect(text).toMatch(/^import /m);
      expect(text).not.toContain('/shared/');
    },
  );
});
