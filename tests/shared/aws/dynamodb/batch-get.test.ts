import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { batchGet } from '../../../../shared/aws/dynamodb/batch-get.ts';
import type { Documents } from '../../../../shared/aws/dynamodb/documents.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { noDocuments } from '../../../support/watched-documents.ts';

const keysOf = (count: number) => Array.from({ length: count }, (_, index) => ({ pk: `${index}` }));

/**
 * A table that finds so many of the keys of each request, and notes when it was asked for how many.
 */
const table = (mostFound: number) => {
  const asked: (readonly [atMs: number, keys: number, isStrong: boolean])[] = [];
  const startMs = Date.now();
  const documents: Documents = {
    ...noDocuments,
    batchGet: async ({ Keys, ConsistentRead }) => {
      asked.push([Date.now() - startMs, Keys.length, ConsistentRead === true]);
      return { items: Keys.slice(0, mostFound), unread: Keys.slice(mostFound) };
    },
  };
  return { documents, asked };
};

describe('batchGet', () => {
  beforeEach(() => void jest.useFakeTimers({ advanceTimers: true }));
  afterEach(() => void jest.useRealTimers());

  it('asks for a hundred keys at a time, which is what DynamoDB takes', async () => {
    const { documents, asked } = table(100);

    const found = await batchGet(documents, 'messages', keysOf(201));

    expect(found).toEqual(keysOf(201));
    expect(asked.map(([, keys]) => keys)).toEqual([100, 100, 1]);
  });

  it('reads strongly, unless it is told that an eventual read will do', async () => {
    const { documents, asked } = table(100);

    await batchGet(documents, 'messages', keysOf(1));
    await batchGet(documents, 'messages', keysOf(1), 'eventual');

    expect(asked.map(([, , isStrong]) => isStrong)).toEqual([true, false]);
  });

  it('asks again for what was left, each time after twice the pause', async () => {
    const { documents, asked } = table(1);
    const reading = batchGet(documents, 'messages', keysOf(4));
    await jest.runAllTimersAsync();

    expect(await reading).toEqual(keysOf(4));
    const times = asked.map(([atMs]) => atMs);
    const pauses = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(asked.map(([, keys]) => keys)).toEqual([4, 3, 2, 1]);
    expect(pauses[0]).toBeGreaterThan(0);
    expect(pauses).toEqual([1, 2, 4].map((times) => times * (pauses[0] ?? 0)));
  });

  it('fails after six requests rather than answer in part, and within seconds', async () => {
    const { documents, asked } = table(0);
    const reading = expect(batchGet(documents, 'messages', keysOf(2))).rejects.toThrow(
      'DynamoDB left 2 keys of table messages unread after 6 requests.',
    );
    await jest.runAllTimersAsync();
    await reading;

    expect(asked).toHaveLength(6);
    expect(asked.at(-1)?.[0]).toBeLessThan(3_000);
  });

  it.each([
    [2_048, true],
    [2_049, false],
  ])(
    'takes a key of %d bytes or not: DynamoDB fails all that are asked for with a longer one',
    async (bytes, isTaken) => {
      const { documents, asked } = table(100);
      const reading = batchGet(documents, 'messages', [{ pk: 'x'.repeat(bytes) }]);

      if (isTaken) await reading;
      else await expect(reading).rejects.toThrow(UnreadableItem);
      expect(asked).toHaveLength(isTaken ? 1 : 0);
    },
  );
});
