import { describe, expect, it } from '@jest/globals';
import { walkQueue } from '../../../functions/keep-messages/walk-queue.ts';
import { lyingOf, memoryRetainedQueue } from '../../fakes/memory-retained-queue.ts';

const messages = (count: number, sentAtMs = 0) =>
  Array.from({ length: count }, (_, index) => lyingOf({ sqsMessageId: `m-${index}`, sentAtMs }));

const all = { isDue: () => true, mostLeft: 1_000, hasTime: () => true };

describe('walkQueue', () => {
  it('saves all that is due, and shows what it has left', async () => {
    const { queue, lying, hidden } = memoryRetainedQueue(messages(35));
    const isEven = ({ sqsMessageId }: { readonly sqsMessageId: string }) =>
      Number(sqsMessageId.slice(2)) % 2 === 0;

    const walked = await walkQueue(queue, {
      ...all,
      isDue: isEven,
      save: ({ receiptHandle }) => queue.remove(receiptHandle),
    });

    expect(walked).toEqual({ saved: 18, failures: [], isWhole: true });
    expect([...lying.values()].some(isEven)).toBe(false);
    expect([lying.size, hidden.size - 18]).toEqual([17, 0]);
  });

  it('lets one message fail alone', async () => {
    const { queue, lying } = memoryRetainedQueue(messages(35));

    const { saved, failures } = await walkQueue(queue, {
      ...all,
      save: async ({ sqsMessageId, receiptHandle }) => {
        if (sqsMessageId === 'm-7') throw new Error('no');
        await queue.remove(receiptHandle);
      },
    });

    expect([saved, failures.length, [...lying.keys()]]).toEqual([34, 1, ['m-7']]);
  });

  it('ends where nothing can be saved, so that copies are not made without end', async () => {
    const { queue } = memoryRetainedQueue(messages(1_000));
    let tried = 0;

    const { failures } = await walkQueue(queue, {
      ...all,
      save: async () => {
        tried += 1;
        throw new Error('no');
      },
    });

    expect(tried).toBeLessThanOrEqual(90);
    expect(failures).toHaveLength(tried);
  });

  it('ends when so many are left that no more may be hidden, and shows them', async () => {
    const { queue, hidden, receives } = memoryRetainedQueue(messages(1_000));

    const { isWhole } = await walkQueue(queue, {
      ...all,
      isDue: () => false,
      mostLeft: 100,
      save: async () => undefined,
    });

    expect(isWhole).toBe(false);
    expect(receives()).toBeLessThan(30);
    expect(hidden.size).toBe(0);
  });

  it('ends when its time is over', async () => {
    const { queue } = memoryRetainedQueue(messages(1_000));
    let left = 5;

    const { saved, isWhole } = await walkQueue(queue, {
      ...all,
      hasTime: () => {
        left -= 1;
        return left > 0;
      },
      save: ({ receiptHandle }) => queue.remove(receiptHandle),
    });

    expect([saved, isWhole]).toEqual([40, false]);
  });

  it('tells of a queue that cannot be read, and shows what was taken by then', async () => {
    const { queue, hidden } = memoryRetainedQueue(messages(100));
    let receives = 0;
    const broken = {
      ...queue,
      receive: () => {
        receives += 1;
        return receives === 3 ? Promise.reject(new Error('OverLimit')) : queue.receive();
      },
    };

    const { failures } = await walkQueue(broken, {
      ...all,
      isDue: () => false,
      save: async () => undefined,
    });

    expect(failures).toEqual([new Error('OverLimit')]);
    expect(hidden.size).toBe(0);
  });
});
