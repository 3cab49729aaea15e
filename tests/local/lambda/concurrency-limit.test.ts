import { describe, expect, it } from '@jest/globals';
import { createConcurrencyLimit } from '../../../local/lambda/concurrency-limit.ts';

describe('concurrency-limit', () => {
  it('lets the others wait, and hands room over in the order in which they came', async () => {
    const limit = createConcurrencyLimit(2);
    const entered: number[] = [];
    const enter = async (number: number): Promise<void> => {
      await limit.take();
      entered.push(number);
    };

    const all = [1, 2, 3, 4].map(enter);
    await Promise.all(all.slice(0, 2));
    expect(entered).toEqual([1, 2]);

    limit.release();
    await all[2];
    expect(entered).toEqual([1, 2, 3]);
    expect(limit.taken()).toBe(2);

    limit.release();
    await all[3];
    limit.release();
    limit.release();
    expect(limit.taken()).toBe(0);
  });
});
