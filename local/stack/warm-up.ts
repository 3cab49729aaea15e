import type { StackFunction } from '../lambda/stack-functions.ts';
import { nameInArn } from '../template/name-in-arn.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';

/** Starts as many containers of each function as its queues will need; at least one. */
export const warmUp = async (
  functions: readonly StackFunction[],
  mappings: readonly EventSourceMapping[],
): Promise<void> => {
  for (const { name, pool } of functions) {
    const own = mappings.filter(({ functionArn }) => nameInArn(functionArn) === name);
    await pool.warm(
      Math.max(
        1,
        own.reduce((sum, mapping) => sum + batchesAtOnce(mapping), 0),
      ),
    );
  }
};

/** Batches that run at once: all that are allowed, or one where a batch waits to fill up. */
const batchesAtOnce = ({ poller }: EventSourceMapping): number => {
  const { batchingWindowSeconds, maximumConcurrency } = poller.settings();
  return batchingWindowSeconds > 0 ? 1 : maximumConcurrency;
};
