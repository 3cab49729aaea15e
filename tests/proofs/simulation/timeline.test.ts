import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTimeline } from '../../../proofs/simulation/world/timeline.ts';

describe('timeline', () => {
  it('lets things happen in order of time, and in the order they were planned at the same time', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 60 }), async (times) => {
        const timeline = createTimeline(0);
        const seen: { readonly atMs: number; readonly turn: number }[] = [];
        for (const [turn, atMs] of times.entries())
          timeline.at(atMs, () => seen.push({ atMs, turn }));

        await timeline.run(100);

        expect(seen).toEqual(
          times
            .map((atMs, turn) => ({ atMs, turn }))
            .sort((a, b) => a.atMs - b.atMs || a.turn - b.turn),
        );
      }),
    ));

  it('waits until all that follows from one thing is done before the next happens', async () => {
    const timeline = createTimeline(0);
    const seen: string[] = [];
    timeline.at(1, () => {
      const follow = async () => {
        for (let step = 0; step < 50; step += 1) await Promise.resolve();
        seen.push('all of the first');
      };
      void follow();
    });
    timeline.at(1, () => seen.push('the second'));

    await timeline.run(10);

    expect(seen).toEqual(['all of the first', 'the second']);
  });

  it('stops at its time and leaves what comes later', async () => {
    const timeline = createTimeline(1_000);
    let woke = false;
    void timeline.sleep(500).then(() => {
      woke = true;
    });

    await timeline.run(1_400);
    expect([timeline.now(), woke]).toEqual([1_400, false]);

    await timeline.run(2_000);
    expect(woke).toBe(true);
  });
});
