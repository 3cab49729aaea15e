import type { Ledger } from './ledger.ts';
import { longestLeadMs } from './ses-bucket.ts';

/** The instant at which a call may leave, and the rate at which it was given. */
export interface Slot {
  /** Epoch milliseconds; moved when the rate falls. */
  atMs: number;
  /** Milliseconds between two recipients at the rate of the slot. */
  intervalMs: number;
  /** How long after its instant the call may still leave; milliseconds. */
  readonly latenessMs: number;
}

/**
 * Shortest time for the claim, which is written before the slot comes. One slot ahead is enough,
 * and sends stay evenly spaced on a busy machine.
 */
const shortestLeadMs = 25;

/** How long before its slot a job is handed to `send`; milliseconds. */
export const leadMs = (intervalMs: number): number =>
  Math.min(longestLeadMs, Math.max(shortestLeadMs, intervalMs));

/** Differences of a rate that are only rounding. */
const rounding = 1e-6;

/**
 * Whether less than the account's rate is in use since SES throttled: the margin grows each second
 * then.
 */
export const isClimbing = ({ intervalMs, minIntervalMs }: Ledger): boolean =>
  intervalMs > minIntervalMs * (1 + rounding);

/** Whether a slot was given at a faster rate than the one in force. */
export const isTooFast = (slot: Slot, ledger: Ledger): boolean =>
  slot.intervalMs < ledger.intervalMs * (1 - rounding);

/**
 * Moves slots apart that were given before the rate fell, as far as it fell.
 *
 * Whoever lowered the rate has pushed `tat` by as much, so the slots of all workers fill the time
 * until `tat` at the new rate, and none is lost. When the rate rises, slots stay where they are.
 */
export const stretchSlots = (slots: Iterable<Slot>, ledger: Ledger): void => {
  for (const slot of slots) {
    if (!isTooFast(slot, ledger)) continue;
    const fromMs = Math.min(slot.atMs, ledger.adjustedAtMs);
    slot.atMs = fromMs + (slot.atMs - fromMs) * (ledger.intervalMs / slot.intervalMs);
    slot.intervalMs = ledger.intervalMs;
  }
};
