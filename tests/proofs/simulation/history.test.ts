import { describe, expect, it } from '@jest/globals';
import { watchLength } from '../../../proofs/simulation/history/end-of-history.ts';
import { playHistory } from '../../../proofs/simulation/history.ts';
import { mutants } from '../../../proofs/simulation/mutants/mutants.ts';
import { describeFailure } from '../../../proofs/simulation/report.ts';
import { runSeeds } from '../../../proofs/simulation/run-seeds.ts';

const size = { days: 1, messagesPerDay: 40 };

describe('a history', () => {
  it('is the same to the byte for the same seed, and another for another', async () => {
    const [once, again, other] = [
      await playHistory({ seed: 5, ...size }),
      await playHistory({ seed: 5, ...size }),
      await playHistory({ seed: 6, ...size }),
    ];

    expect(again.entries).toEqual(once.entries);
    expect(again.digest()).toBe(once.digest());
    expect(other.digest()).not.toBe(once.digest());
  });

  it('keeps every promise of the pipeline as it is', async () => {
    const { failures, accepted } = await runSeeds({ firstSeed: 1, seeds: 60, ...size });

    expect(failures).toEqual([]);
    expect(accepted).toBeGreaterThan(800);
  });

  it('keeps every promise where most ids are used for two mails at once', async () => {
    const { failures, accepted } = await runSeeds({
      ...{ firstSeed: 1, seeds: 20, ...size, reuse: 'often' },
    });

    expect(failures).toEqual([]);
    expect(accepted).toBeGreaterThan(800);
  });

  it('ends, and is told, when mail goes round and round', () => {
    const told: string[] = [];
    const isTooLong = watchLength({ messages: 1, startMs: 0, calmFromMs: 1 }, (promise) =>
      told.push(promise),
    );
    let happenings = 1;
    while (!isTooLong()) happenings += 1;

    expect({ happenings, told, isTooLong: isTooLong() }).toEqual({
      happenings: 355_000,
      told: ['rest'],
      isTooLong: true,
    });
  });

  it('has kills, refusals and lost answers in it', async () => {
    const { kills, refusedForRate } = await runSeeds({ firstSeed: 1, seeds: 20, ...size });

    expect(kills).toBeGreaterThan(20);
    expect(refusedForRate).toBeGreaterThan(0);
  });

  it('loses no mail and no dead letter though all lie for longer than a queue keeps a message', async () => {
    const { failures, accepted } = await runSeeds({
      ...{ firstSeed: 1, seeds: 3, days: 20, messagesPerDay: 2 },
    });

    expect(failures).toEqual([]);
    expect(accepted).toBeGreaterThan(20);
  });

  it('that breaks a promise is told in a few lines, with the command that plays it again', async () => {
    const whole = mutants.find(({ name }) => name === 'batch-answered-whole');
    const history = await playHistory({
      seed: 1,
      ...size,
      ...(whole === undefined ? {} : { mutationPoints: whole.mutationPoints }),
    });

    const text = describeFailure(history, size);

    expect(text).toMatch(/^seed 1: lost \(\w+#[\w-]+\): SES never took the mail/);
    expect(text.split('\n').length).toBeLessThan(30);
    expect(text).toMatch(/npm run simulate -- --seed 1 --days 1 --messages 40$/);
  });
});
