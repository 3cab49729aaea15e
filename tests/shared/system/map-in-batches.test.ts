import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mapInBatches } from '../../../shared/system/map-in-batches.ts';

const someTime = () => new Promise((resolve) => setImmediate(resolve));

describe('map-in-batches', () => {
  it('is done for each thing once, and answered in the order of the things, with at most fifty at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 240 }), fc.nat({ max: 5 }), async (count, slowest) => {
        let underWay = 0;
        let most = 0;
        const work = async (thing: number) => {
          underWay += 1;
          most = Math.max(most, underWay);
          for (let wait = 0; wait <= thing % (slowest + 1); wait += 1) await someTime();
          underWay -= 1;
          return thing * 2;
        };
        const things = Array.from({ length: count }, (_, index) => index);

        expect(await mapInBatches(things, work)).toEqual(things.map((thing) => thing * 2));
        expect(most).toBe(Math.min(count, 50));
      }),
      { numRuns: 40 },
    );
  });

  it('begins no wave after a piece of work failed', async () => {
    const begun: number[] = [];
    const things = Array.from({ length: 500 }, (_, index) => index);

    const failing = mapInBatches(things, async (thing) => {
      begun.push(thing);
      await someTime();
      if (thing === 30) throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    for (let wait = 0; wait < 10; wait += 1) await someTime();
    expect(begun.length).toBeLessThanOrEqual(100);
  });
});
