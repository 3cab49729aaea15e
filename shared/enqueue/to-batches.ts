import { itemBytes, queueLimits, type SizedItem } from './queue-limits.ts';

/**
 * Divides entries into batches within SQS's limits, in their order: at most 10 entries and 1 MiB
 * each. A larger entry has a batch of its own, which SQS will refuse.
 */
export const toBatches = <Entry extends SizedItem>(
  entries: readonly Entry[],
): readonly (readonly Entry[])[] => {
  const batches: Entry[][] = [];
  let roomBytes = 0;
  for (const entry of entries) {
    const bytes = itemBytes(entry);
    const last = batches.at(-1);
    if (last === undefined || last.length === queueLimits.entriesPerBatch || bytes > roomBytes) {
      batches.push([entry]);
      roomBytes = queueLimits.bytes - bytes;
    } else {
      last.push(entry);
      roomBytes -= bytes;
    }
  }
  return batches;
};
