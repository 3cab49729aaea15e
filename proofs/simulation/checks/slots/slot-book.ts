/** A block of slots reserved by one run. */
export interface Block {
  readonly startMs: number;
  readonly intervalMs: number;
  readonly count: number;
}

/** Slots of one run of the sender. */
export interface SlotBook {
  readonly blocks: Block[];
  /** Recipients charged to the quota. */
  charged: number;
  departed: number;
  accepted: number;
  /**
   * Latest time that the container's clock has shown: a slot that was due stays due when the clock
   * is corrected.
   */
  latestMs: number;
}

export const newSlotBook = (): SlotBook => ({
  blocks: [],
  charged: 0,
  departed: 0,
  accepted: 0,
  latestMs: Number.NEGATIVE_INFINITY,
});

const roundingMs = 0.5;

const dueIn = ({ startMs, intervalMs, count }: Block, nowMs: number): number =>
  nowMs + roundingMs < startMs
    ? 0
    : Math.min(count, Math.floor((nowMs + roundingMs - startMs) / intervalMs) + 1);

/** Number of due slots of the run. */
export const dueSlots = ({ blocks, latestMs }: SlotBook): number =>
  blocks.reduce((sum, block) => sum + dueIn(block, latestMs), 0);

/** Time of a slot of the run, counted from 1; undefined beyond its reserved slots. */
export const slotTime = ({ blocks }: SlotBook, number: number): number | undefined => {
  let left = number;
  for (const { startMs, intervalMs, count } of blocks) {
    if (left <= count) return startMs + (left - 1) * intervalMs;
    left -= count;
  }
  return undefined;
};
