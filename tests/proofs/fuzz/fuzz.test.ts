import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type FuzzFailure, type FuzzSummary, runFuzz } from '../../../proofs/fuzz/run-fuzz.ts';

const root = join(import.meta.dirname, '..', '..', '..');

interface Run {
  readonly failures: readonly FuzzFailure[];
  readonly summary: FuzzSummary;
}

const read = (lines: readonly string[]): Run => ({
  failures: lines.slice(0, -1).map((line) => JSON.parse(line)),
  summary: JSON.parse(lines.at(-1) ?? ''),
});

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
    for (const count of [summary.recorded, summary.ignored, summary.refused])
      expect(count).toBeGreaterThan(summary.events / 10);
  });

  it.each([
    'addresses.ts',
    'event-types.ts',
    'event-plan.ts',
    'event-tags.ts',
    'event-times.ts',
    'event-objects.ts',
    'event-noise.ts',
    'event-fault.ts',
    'write-event.ts',
    'document-plan.ts',
    'layer-plan.ts',
    'batch-plan.ts',
    'expected.ts',
  ])('knows what events say without asking the code under test: %s', (file) => {
    const text = readFileSync(join(root, 'proofs/fuzz', file), 'utf8');

    expect(text).toMatch(/^export /m);
    expect(text).not.toContain('/shared/');
  });
});
