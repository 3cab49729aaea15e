import { describe, expect, it } from '@jest/globals';
import { type History, playHistory } from '../../../proofs/simulation/history.ts';
import { mutants } from '../../../proofs/simulation/mutants/mutants.ts';
import { runSeeds } from '../../../proofs/simulation/run-seeds.ts';

const aDay = { days: 1, messagesPerDay: 40 };

describe('the simulation', () => {
  it('knows more than ten faults that somebody could have built in', () => {
    expect(mutants.length).toBeGreaterThan(10);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants)(
    'finds within 200 seeds that $name breaks the promise $breaks',
    async ({ mutationPoints, breaks, shownBy, size = aDay }) => {
      const isFound = ({ violations }: History) =>
        violations.some(({ promise }) => promise === breaks);
      let found: History | undefined;
      const look = (firstSeed: number, seeds: number) =>
        runSeeds({
          ...{ firstSeed, seeds, ...size, mutationPoints, stopsAfter: isFound },
          onHistory: (history) => {
            if (isFound(history)) found = history;
          },
        });

      await look(shownBy, 1);
      // A change of the rules gives every seed another history.
      if (found === undefined) await look(1, 200);

      expect(found?.seed).toBeLessThanOrEqual(200);
      const { violations } = await playHistory({ seed: found?.seed ?? 0, ...size });
      expect(violations).toEqual([]);
    },
  );
});
