import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  failureRestMs,
  mostFailures,
  sparing,
} from '../../../functions/receive-webhook/sparing.ts';

const aWorld = (isGood: (name: string) => boolean = () => false) => {
  const time = { nowMs: 5_000_000 };
  const fetched: string[] = [];
  const find = sparing(
    async (name) => {
      fetched.push(name);
      if (!isGood(name)) throw new Error('404');
      return name;
    },
    (name) => name.split('/')[0] ?? '',
    { now: () => time.nowMs },
  );
  return { time, fetched, find, ask: (name: string) => find(name).catch(() => undefined) };
};

describe('sparing', () => {
  it('fetches what has failed again only after a rest', async () => {
    const { time, fetched, ask, find } = aWorld();
    await ask('host/a');
    time.nowMs += failureRestMs - 1;

    await expect(find('host/a')).rejects.toThrow('just now');
    expect(fetched).toEqual(['host/a']);

    time.nowMs += 1;
    await expect(find('host/a')).rejects.toThrow('404');
    expect(fetched).toEqual(['host/a', 'host/a']);
  });

  it('fetches nothing of a host of which much has failed, and all of another', async () => {
    const { fetched, ask } = aWorld((name) => name.startsWith('good'));
    for (let index = 0; index < 50; index += 1) await ask(`bad/${index}`);

    expect(fetched).toHaveLength(mostFailures);
    expect(await ask('good/a')).toBe('good/a');
  });

  it('counts what is under way, too: 500 at once are no more', async () => {
    const { fetched, ask } = aWorld();

    await Promise.all(Array.from({ length: 500 }, (_, index) => ask(`bad/${index}`)));

    expect(fetched).toHaveLength(mostFailures);
  });

  it('gives a good name its chance again after each rest, however many bad ones come', async () => {
    const { time, ask } = aWorld((name) => name === 'host/good');
    for (let index = 0; index < 50; index += 1) await ask(`host/${index}`);
    expect(await ask('host/good')).toBeUndefined();

    time.nowMs += failureRestMs;

    expect(await ask('host/good')).toBe('host/good');
  });

  it('never fetches more than so many failing names of a host within a rest, whatever comes when', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(30), fc.nat(3_000)), { maxLength: 80 }),
        async (asks) => {
          const { time, ask, fetched } = aWorld();
          const atMs: number[] = [];
          for (const [name, waitMs] of asks) {
            time.nowMs += waitMs;
            const before = fetched.length;
            await ask(`host/${name}`);
            if (fetched.length > before) atMs.push(time.nowMs);
          }
          for (const from of atMs)
            expect(
              atMs.filter((at) => at >= from && at < from + failureRestMs).length,
            ).toBeLessThanOrEqual(mostFailures);
        },
      ),
    ));
});
