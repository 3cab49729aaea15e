import type { FeedbackRow } from './row.ts';

/** Maximum DynamoDB requests per delivery event: one write, and a share of the batch's own. */
const mostRequestsPerDelivery = 1.2;
/** Maximum writes per second to one item: a tenth of the 1,000 that DynamoDB allows. */
const mostWritesPerSecond = 100;

/**
 * Broken promises that the counts of a row show, one sentence each. Speed is left out, because it
 * depends on the machine.
 *
 * Writes per second are not checked for `hot-message`: all its events belong to one message, which
 * never gets so many in practice, and are written to that message's one item.
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
