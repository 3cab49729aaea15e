import { describe, expect, it } from '@jest/globals';
import { mutants } from '../../simulation/mutants/mutants.ts';
import { runSeeds } from '../../simulation/run-seeds.ts';

const short = { firstSeed: 1, seeds: 200, days: 1, messagesPerDay: 40, stopsAtFailure: true };

describe('the simulation', () => {
  it('knows more than ten faults that somebody could have built in', () => {
    expect(mutants.length).toBeGreaterThan(10);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants)('finds the mutant $name within 200 seeds', async ({ seams }) => {
    const { failures } = await runSeeds({ ...short, seams });

    expect(failures).toHaveLength(1);
  });
});
