import { describe, expect, it } from '@jest/globals';
import { type GatherOptions, gatherBatch } from '../../../local/triggers/gather-batch.ts';
import { type SqsRecord, toSqsRecord } from '../../../local/triggers/sqs-event.ts';

const record = (number: number): SqsRecord =>
  toSqsRecord({ MessageId: String(number), Body: 'x' }, 'arn:aws:sqs:eu-west-1:0:q', 'eu-west-1');

/** A queue that holds so many messages, and what was asked of it. */
const aQueue = (messages: number) => {
  const waiting = Array.from({ length: messages }, (_, number) => record(number));
  const asked: number[] = [];
  const take = async (most: number, limit: number): Promise<readonly SqsRecord[]> => {
    asked.push(most);
    return waiting.splice(0, Math.min(most, limit));
  };
  return {
    asked,
    receiver: {
      receive: (most: number) => take(most, 10),
      receiveAtOnce: (most: number) => take(most, most),
    },
  };
};

const gather = (
  queue: ReturnType<typeof aQueue>,
  batchSize: number,
  batchingWindowSeconds: number,
  changes: Partial<GatherOptions> = {},
) =>
  gatherBatch({
    receiver: queue.receiver,
    settings: {
      batchSize,
      batchingWindowSeconds,
      maximumConcurrency: 1,
      reportsItemFailures: true,
    },
    waitSeconds: 0,
    isEnabled: () => true,
    stopped: new AbortController().signal,
    ...changes,
  });

describe('gather-batch', () => {
  it('gathers nothing from an empty queue, and asks it once', async () => {
    const queue = aQueue(0);

    expect(await gather(queue, 100, 60)).toEqual([]);
    expect(queue.asked).toEqual([100]);
  });

  it('fills a batch with ten, then fifty at a time, while the queue gives what is asked for', async () => {
    const queue = aQueue(200);

    expect(await gather(queue, 100, 60)).toHaveLength(100);
    expect(queue.asked).toEqual([100, 50, 40]);
  });

  it('takes one receive without a window', async () => {
    const queue = aQueue(4);

    expect(await gather(queue, 10, 0)).toHaveLength(4);
    expect(queue.asked).toEqual([10]);
  });

  it('gives what it has when the poller is disabled', async () => {
    expect(await gather(aQueue(3), 100, 60, { isEnabled: () => false })).toHaveLength(3);
  });
});
