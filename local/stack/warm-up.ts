import type { StackFunction } from '../lambda/stack-functions.ts';
import { nameInArn } from '../template/name-in-arn.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';

/**
 * Starts as many containers of each function as its queues will need, at least one. They start side
 * by side, because each spends half of its start waiting.
 */
export const warmUp = async (
  functions: readonly StackFunction[],
  mappings: readonly EventSourceMapping[],
): Promise<void> => {
  const containersOf = ({ name }: StackFunction): number =>
    mappings
      .filter(({ functionArn }) => nameInArn(functionArn) === name)
      .reduce((sum, mapping) => sum + batchesAtOnce(mapping), 0);
  await Promise.all(functions.map((each) => each.pool.warm(Math.max(1, containersOf(each)))));
};

/**
 * Number of batches that run at once: the allowed maximum, or one when the mapping has a batching
 * window.
 */
const batchesAtOnce = ({ poller }: EventSourceMapping): number => {
  const { batchingWindowSeconds, maximumConcurrency } = poller.settings();
  return batchingWindowSeconds > 0 ? 1 : maximumConcurrency;
};
