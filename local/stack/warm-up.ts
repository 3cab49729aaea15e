import type { StackFunction } from '../lambda/stack-functions.ts';
import { nameInArn } from '../template/name-in-arn.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';

/**
 * Starts as many containers of each function as its queues will need, at least one: first those of
 * queues, where most work waits. One function after the other, so that work that has begun keeps a
 * processor.
 */
export const warmUp = async (
  functions: readonly StackFunction[],
  mappings: readonly EventSourceMapping[],
): Promise<void> => {
  const containersOf = ({ name }: StackFunction): number =>
    mappings
      .filter(({ functionArn }) => nameInArn(functionArn) === name)
      .reduce((sum, mapping) => sum + batchesAtOnce(mapping), 0);
  const inOrder = functions.toSorted((one, other) => containersOf(other) - containersOf(one));
  for (const each of inOrder) await each.pool.warm(Math.max(1, containersOf(each)));
};

/**
 * Starts one container for each queue that is read at once, without a batching window: somebody
 * waits for the first message there.
 */
export const warmFirst = async (
  mappings: readonly EventSourceMapping[],
  functions: readonly StackFunction[],
): Promise<void> => {
  const readAtOnce = mappings.filter(({ poller }) => poller.settings().batchingWindowSeconds === 0);
  const containersOf = ({ name }: StackFunction): number =>
    readAtOnce.filter(({ functionArn }) => nameInArn(functionArn) === name).length;
  await Promise.all(functions.map((each) => each.pool.warm(containersOf(each))));
};

/**
 * Number of batches that run at once: the allowed maximum, or one when the mapping has a batching
 * window.
 */
const batchesAtOnce = ({ poller }: EventSourceMapping): number => {
  const { batchingWindowSeconds, maximumConcurrency } = poller.settings();
  return batchingWindowSeconds > 0 ? 1 : maximumConcurrency;
};
