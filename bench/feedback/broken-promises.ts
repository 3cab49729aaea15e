import type { FeedbackRow } from './row.ts';

/** Requests to DynamoDB per delivery event: one write, and what a batch shares. */
const mostRequestsPerDelivery = 1.2;
/** An item of DynamoDB takes a thousand writes a second; a tenth of that is no hot one. */
const mostWritesPerSecond = 100;

/**
 * What the counts of a row show to be broken, each in a sentence. How fast a machine is has no part
 * in it.
 *
 * How often `hot-message` writes is left out: all its events are of one message, more than a
 * message ever gets, and stand in its one item.
 */
export const brokenPromises = (row: FeedbackRow): readonly string[] => {
  const {
    recorder,
    shape,
    requestsPerEvent,
    hottestItemWritesPerSecond,
    mostWritesPerItemAndBatch,
  } = row;
  const broken: string[] = [];
  const report = (what: string) => broken.push(`${recorder}, ${shape}: ${what}`);
  if (recorder === 'record-delivery' && requestsPerEvent > mostRequestsPerDelivery)
    report(`${requestsPerEvent} requests per event, more than ${mostRequestsPerDelivery}`);
  if (shape !== 'hot-message' && hottestItemWritesPerSecond > mostWritesPerSecond)
    report(
      `an item gets ${hottestItemWritesPerSecond} writes a second, more than ${mostWritesPerSecond}`,
    );
  if (mostWritesPerItemAndBatch > 1)
    report(`a batch writes an item ${mostWritesPerItemAndBatch} times`);
  return broken;
};
