import { describe, expect, it } from '@jest/globals';
import { createCountsByTime } from '../../../simulator/sending/counts-by-time.ts';

describe('counts-by-time', () => {
  it('counts in the span that holds the moment, its start included', () => {
    const counts = createCountsByTime(100, 10, () => ({ calls: 0 }));

    for (const atMs of [1_000, 1_099.9, 1_100]) counts.at(atMs).calls += 1;

    expect(counts.all()).toEqual([
      [1_000, { calls: 2 }],
      [1_100, { calls: 1 }],
    ]);
  });

  it('drops the oldest spans, and all when it is cleared', () => {
    const counts = createCountsByTime(100, 2, () => ({ calls: 0 }));

    for (const atMs of [0, 100, 200]) counts.at(atMs).calls += 1;
    expect(counts.all().map(([startMs]) => startMs)).toEqual([100, 200]);

    counts.clear();
    expect(counts.all()).toEqual([]);
  });
});
