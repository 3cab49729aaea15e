/** Slots that one run has taken. */
export interface Block {
  readonly startMs: number;
  readonly intervalMs: number;
  readonly count: number;
}

/** One run of the sender, as far as its slots go. */
export interface SlotBook {
  readonly blocks: Block[];
  /** Recipients that the quota counts for it. */
  charged: number;
  departed: number;
  accepted: number;
  /**
   * The latest that the container's clock has shown: what was due does not become undue when the
   * clock is corrected.
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

/** Slots of the run whose time has come. */
export const dueSlots = ({ blocks, latestMs }: SlotBook): number =>
  blocks.reduce((sum, block) => sum + dueIn(block, latestMs), 0);

/** When a slot of the run is due, counted from one; undefined beyond those that it took. */
export const slotTime = ({ blocks }: SlotBook, number: number): number | undefined => {
  let left = number;
  for (const { startMs, intervalMs, count } of blocks) {
    if (left <= count) return startMs + (left - 1) * intervalMs;
    left -= count;
  }
  return undefined;
};
