import { describe, expect, it } from '@jest/globals';
import { type History, playHistory } from '../../simulation/history.ts';
import { mutants } from '../../simulation/mutants/mutants.ts';
import { runSeeds } from '../../simulation/run-seeds.ts';

const size = { days: 1, messagesPerDay: 40 };

describe('the simulation', () => {
  it('knows more than ten faults that somebody could have built in', () => {
    expect(mutants.length).toBeGreaterThan(10);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants)('finds within 200 seeds, from the first on, that $name breaks the promise $breaks', async ({ seams, breaks }) => {
    const isFound = ({ violations }: History) => violations.some(({ promise }) => promise === breaks);
    let found: History | undefined;
    const onHistory = (history: History) => {
      if (isFound(history)) found = history;
    };

    await runSeeds({ firstSeed: 1, seeds: 200, ...size, seams, onHistory, stopsAfter: isFound });

    expect(found?.violations).toContainEqual(expect.objectContaining({ promise: breaks }));
    const { violations } = await playHistory({ seed: found?.seed ?? 0, ...size });
    expect(violations).toEqual([]);
  });
});
