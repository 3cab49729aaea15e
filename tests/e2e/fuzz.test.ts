import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { FuzzFailure } from '../../proofs/fuzz/run-fuzz.ts';
import { type ParserMutant, parserMutants } from '../proofs/fuzz/parser-mutants.ts';

const fuzz = join(import.meta.dirname, '../proofs/fuzz');

/** What the fuzz finds, in a process of its own, with a fault in one of its modules. */
const failuresOf = async (
  { file, from, to }: ParserMutant,
  events: number,
  seed: number,
): Promise<readonly FuzzFailure[]> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', '--import', join(fuzz, 'mutate-module.mjs')],
      ...[join(fuzz, 'fuzz-process.ts'), String(events), String(seed)],
    ],
    {
      env: { ...process.env, NODE_OPTIONS: '', MUTANT: JSON.stringify({ file, from, to }) },
      maxBuffer: 100_000_000,
    },
  );
  const lines = stdout.trim().split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
};

describe('the fuzz of feedback, with a fault planted', () => {
  it.each(parserMutants)('finds the fault that $does ($breaks)', async (mutant) => {
    const failures = await failuresOf(mutant, 6_000, 1);

    expect(failures.map(({ promise }) => promise)).toContain(mutant.breaks);
  });

  it('shows a fault in one input, and again from the seed it prints', async () => {
    const [mutant] = parserMutants;
    if (mutant === undefined) throw new Error('There is no mutant.');
    const [first] = await failuresOf(mutant, 3_000, 1);
    const [again] = await failuresOf(mutant, 1, first?.seed ?? 0);

    expect(again).toEqual(first);
    expect(first?.inputs).toHaveLength(1);
  });
});
