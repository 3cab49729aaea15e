import { describe, expect, it } from '@jest/globals';
import { brokenPromises } from '../../../bench/feedback/broken-promises.ts';
import type { FeedbackRow } from '../../../bench/feedback/row.ts';

const row = (further: Partial<FeedbackRow> = {}): FeedbackRow => ({
  recorder: 'record-delivery',
  shape: 'hot-tenant',
  eventsPerSecond: 1,
  sdkCeiling: 1_000,
  ratio: 0.01,
  cpuMsPerEvent: 1,
  sdkCpuMsPerEvent: 1,
  requestsPerEvent: 1.2,
  hottestItemWritesPerSecond: 100,
  mostWritesPerItemAndBatch: 1,
  ...further,
});

describe('what the counts of recorders show', () => {
  it('is fine within the bounds, however slow the machine is', () => {
    expect(brokenPromises(row())).toEqual([]);
  });

  it.each([
    [{ requestsPerEvent: 1.21 }, '1.21 requests per event'],
    [{ hottestItemWritesPerSecond: 101 }, 'an item gets 101 writes a second'],
    [
      { shape: 'send-and-delivery', hottestItemWritesPerSecond: 1_000 } as const,
      'an item gets 1000 writes a second',
    ],
    [{ mostWritesPerItemAndBatch: 2 }, 'a batch writes an item 2 times'],
    [
      { shape: 'hot-message', mostWritesPerItemAndBatch: 2 } as const,
      'a batch writes an item 2 times',
    ],
  ])('is broken by %j', (further, words) => {
    expect(brokenPromises(row(further)).join()).toContain(words);
  });

  it('lets single events take a request for each of three tables', () => {
    expect(brokenPromises(row({ recorder: 'record-bounce', requestsPerEvent: 3 }))).toEqual([]);
  });

  it('lets one message that all events are of be written each time', () => {
    expect(
      brokenPromises(row({ shape: 'hot-message', hottestItemWritesPerSecond: 1_000 })),
    ).toEqual([]);
  });
});
