import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLedger } from '../../../shared/pacing/reserve-slots.ts';
import { turnMs, waitForTurn } from '../../../shared/pacing/wait-for-turn.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const reading = { max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 0 };

/** A fleet that shares a table; each worker's clock may be off a little. */
const fleet = () => {
  const { clock, run } = virtualClock(noon);
  const ledger = memoryLedger(undefined);
  const asked: number[] = [];
  const worker = (skewMs = 0) => ({
    ledger: ledger.store,
    random: () => 0.5,
    clock: {
      now: () => clock.now() + skewMs,
      sleepUntil: (untilMs: number) => clock.sleepUntil(untilMs - skewMs),
    },
    getSendQuota: async () => {
      asked.push(clock.now());
      await clock.sleepUntil(clock.now() + 80);
      return reading;
    },
  });
  return { clock, run, ledger, asked, worker };
};

describe('asking SES in turn', () => {
  it('lets one of many workers that miss the ledger ask, and the others read what it wrote', async () => {
    const { run, asked, worker } = fleet();

    const ledgers = await run(Promise.all(Array.from({ length: 20 }, () => readLedger(worker()))));

    expect(asked).toHaveLength(1);
    expect(ledgers.every(({ quota }) => quota === 50_000)).toBe(true);
  });

  it('goes on without a worker that died while it was its turn', async () => {
    const { clock, run, asked, ledger, worker } = fleet();
    await ledger.store.takeTurn(noon, noon - turnMs);

    await run(readLedger(worker()));

    expect(asked).toHaveLength(1);
    expect(clock.now()).toBeLessThanOrEqual(noon + turnMs + 600);
  });

  it('never has SES asked twice within a second, though clocks are half a second off', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 2, maxLength: 6 }),
        async (skews) => {
          const { run, asked, worker } = fleet();

          await run(
            Promise.all(
              skews.map(async (skewMs) => {
                const ports = worker(skewMs);
                await waitForTurn(ports);
                await ports.getSendQuota();
              }),
            ),
          );

          expect(asked).toHaveLength(skews.length);
          asked.slice(1).forEach((atMs, index) => {
            expect(atMs - (asked[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
          });
        },
      ),
      { numRuns: 20 },
    ));
});
