import { describe, expect, it } from '@jest/globals';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { pace } from '../../../shared/pacing/pace.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const reading = { max24Hours: 50_000, maxPerSecond: 2, sentLast24Hours: 0 };

describe('pace', () => {
  it('leaves no failure without somebody who looks at it, for that would end the whole process', async () => {
    const { clock, run } = virtualClock(noon);
    const { store } = memoryLedger(newLedger(reading, noon));
    let reads = 0;
    const read = async () => {
      reads += 1;
      if (reads > 1) throw new Error('The table cannot be reached.');
      return store.read();
    };
    const unseen: unknown[] = [];
    const note = (error: unknown) => void unseen.push(error);
    process.on('unhandledRejection', note);

    const work = pace(
      { ledger: { ...store, read }, getSendQuota: async () => reading, clock, random: () => 0 },
      { last: undefined },
      Array.from({ length: 4 }, (_, name) => ({ name, recipients: 1 })),
      {
        lane: 'transactional',
        isFullBatch: false,
        lastSendMs: noon + 30_000,
        send: async ({ name }) => ({ kind: name === 0 ? 'throttled' : 'finished' }),
      },
    );
    await run(work).catch(() => undefined);
    process.off('unhandledRejection', note);

    expect(unseen).toEqual([]);
  });
});
