import { describe, expect, it } from '@jest/globals';
import { doAll } from '../../../shared/system/do-all.ts';

describe('do-all', () => {
  it('does every piece in order of the things; one that fails is told and leaves the others alone', async () => {
    const failures: (readonly [number, string])[] = [];
    const work = async (thing: number) => {
      if (thing === 2) throw new RangeError('too far');
      return thing * 10;
    };

    const outcomes = await doAll([1, 2, 3], work, (thing, error) => failures.push([thing, error]));

    expect(outcomes).toEqual([
      { kind: 'done', thing: 1, result: 10 },
      { kind: 'failed', thing: 2 },
      { kind: 'done', thing: 3, result: 30 },
    ]);
    expect(failures).toEqual([[2, 'RangeError']]);
  });
});
