/**
 * Age from which a waiting message is put on its queue anew, and a dead letter into the bucket; ms.
 * SQS deletes both after 14 days, so a daily look has ten days in which to come upon each.
 */
export const oldMs = 4 * 86_400_000;

/** The same on a crowded queue: what is seen there may not be seen again for days. */
const oldInCrowdMs = 86_400_000;

/**
 * Messages above which a queue counts as crowded: more than a run is sure to see. A walk hides what
 * it leaves, too, and SQS hides 120,000 messages at most, those that others work on included.
 */
export const crowd = 10_000;

const hourMs = 3_600_000;
const hourOfLook = 12;

/**
 * Whether all queues are looked at, or only the crowded ones, as in each other hour. By the clock
 * and not by when they were looked at last: there is no state to lose.
 */
export const isDailyLook = (nowMs: number): boolean =>
  Math.floor(nowMs / hourMs) % 24 === hourOfLook;

/**
 * Receives from which a message of a source queue is put on it anew. The sender takes one that was
 * received more than five times for a message that its runs died of.
 */
const mostReceives = 4;

/** Whether a message that lies on a queue has to be saved from SQS's deletion now. */
export const isDue = (
  { sentAtMs, receives }: { readonly sentAtMs: number; readonly receives: number },
  {
    nowMs,
    isCrowded,
    countsReceives,
  }: {
    readonly nowMs: number;
    readonly isCrowded: boolean;
    /** Whether receives say something to who reads the queue. */
    readonly countsReceives: boolean;
  },
): boolean =>
  nowMs - sentAtMs >= (isCrowded ? oldInCrowdMs : oldMs) ||
  (countsReceives && receives >= mostReceives);
