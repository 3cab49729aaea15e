/**
 * Age at which a waiting message is renewed on its queue, and a dead letter moved to the bucket;
 * ms. SQS deletes both after 14 days, so the daily run has ten chances to find each.
 */
export const oldMs = 4 * 86_400_000;

/** The same age on a crowded queue, where days may pass before a message is seen again; ms. */
const oldInCrowdMs = 86_400_000;

/**
 * Number of messages above which a queue is crowded: one run may not see them all. A run also hides
 * the messages that it leaves alone, and SQS allows at most 120,000 hidden messages per queue.
 */
export const crowd = 10_000;

const hourMs = 3_600_000;
const hourOfLook = 12;

/** Whether a message has to be saved now, before SQS deletes it or the sender suspects it. */
export const isDue = (
  { sentAtMs, receives }: { readonly sentAtMs: number; readonly receives: number },
  {
    nowMs,
    isCrowded,
    countsReceives,
  }: {
    readonly nowMs: number;
    readonly isCrowded: boolean;
    /** True when the reader of the queue judges a message by its receive count. */
    readonly countsReceives: boolean;
  },
): boolean =>
  nowMs - sentAtMs >= (isCrowded ? oldInCrowdMs : oldMs) ||
  (countsReceives && receives >= mostReceives);

/**
 * Whether this run looks at all queues; the other runs of the day look at crowded ones only. It is
 * decided by the clock, so there is no state that could be lost.
 */
export const isDailyLook = (nowMs: number): boolean =>
  Math.floor(nowMs / hourMs) % 24 === hourOfLook;

/**
 * Receive count at which a message of a source queue is renewed. The sender suspects a message that
 * was received more than five times of killing its runs, and our own receives count, too.
 */
const mostReceives = 4;
