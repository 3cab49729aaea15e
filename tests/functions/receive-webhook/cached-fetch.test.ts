import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cachedFetch } from '../../../functions/receive-webhook/cached-fetch.ts';

/** Fetches that are answered when the test says so. */
const slow = () => {
  const asked: string[] = [];
  const waiting: {
    readonly resolve: (thing: string) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  const fetch = (name: string) => {
    asked.push(name);
    return new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return { asked, fetch, next: () => waiting.shift() };
};

describe('cachedFetch', () => {
  it('fetches once, however often it is asked', async () => {
    const asked: string[] = [];
    const find = cachedFetch(async (name) => asked.push(name), 5);

    expect([await find('a'), await find('a'), await find('a')]).toEqual([1, 1, 1]);
    expect(asked).toEqual(['a']);
  });

  it('makes one request for all who ask while it is under way, and tells all of them when it fails', async () => {
    const { asked, fetch, next } = slow();
    const find = cachedFetch(fetch, 5);

    const first = Promise.allSettled([find('a'), find('a'), find('a')]);
    next()?.reject(new Error('no answer'));
    const second = Promise.all([find('b'), find('b')]);
    next()?.resolve('thing');

    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await second).toEqual(['thing', 'thing']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('never keeps a failure: the next one asks anew', async () => {
    const { asked, fetch, next } = slow();
    const find = cachedFetch(fetch, 5);

    const failing = find('a');
    next()?.reject(new Error('no answer'));
    await expect(failing).rejects.toThrow('no answer');
    const working = find('a');
    next()?.resolve('thing');

    expect([await working, await find('a')]).toEqual(['thing', 'thing']);
    expect(asked).toEqual(['a', 'a']);
  });

  it('lets go of what was not asked for the longest', async () => {
    const asked: string[] = [];
    const find = cachedFetch(async (name) => asked.push(name), 2);

    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await find(name);

    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('never asks more than a memory of that size has to, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd')),
        fc.integer({ min: 1, max: 4 }),
        async (names, capacity) => {
          let fetched = 0;
          const find = cachedFetch(async (name) => {
            fetched += 1;
            return name;
          }, capacity);
          let expected = 0;
          let recent: readonly string[] = [];
          for (const name of names) {
            expect(await find(name)).toBe(name);
            if (!recent.includes(name)) expected += 1;
            recent = [name, ...recent.filter((other) => other !== name)].slice(0, capacity);
            expect(fetched).toBe(expected);
          }
        },
      ),
    );
  });
});
