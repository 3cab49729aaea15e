import type { Ledger } from './ledger.ts';
import { longestLeadMs } from './ses-bucket.ts';

/** The time at which a call may leave, and the rate at which it was granted. */
export interface Slot {
  /** Epoch ms; moved later when the rate falls. */
  atMs: number;
  /** Time per recipient at the slot's rate; ms. */
  intervalMs: number;
  /** How long after `atMs` the call may still leave; ms. */
  readonly latenessMs: number;
}

/**
 * Shortest lead; ms. The claim is written before the slot comes. A lead of one interval is enough
 * otherwise, and keeps sends evenly spaced on a busy machine.
 */
const shortestLeadMs = 25;

/** How long before its slot a job is handed to `send`; ms. */
export const leadMs = (intervalMs: number): number =>
  Math.min(longestLeadMs, Math.max(shortestLeadMs, intervalMs));

/** Relative difference of two intervals that is mere rounding. */
const rounding = 1e-6;

/**
 * Whether SES throttled and the margin still grows: less than the account's rate is in use, and the
 * interval changes each second.
 */
export const isClimbing = ({ intervalMs, minIntervalMs }: Ledger): boolean =>
  intervalMs > minIntervalMs * (1 + rounding);

/** Whether a slot was granted at a faster rate than the one in force. */
export const isTooFast = (slot: Slot, ledger: Ledger): boolean =>
  slot.intervalMs < ledger.intervalMs * (1 - rounding);

/**
 * Moves slots apart that were granted before the rate fell, in proportion to its fall.
 *
 * The write that lowered the rate pushed `tat` by as much, so the slots of all workers fill the
 * time until `tat` at the new rate and none is lost. When the rate rises, slots stay where they
 * are.
 */
export const stretchSlots = (slots: Iterable<Slot>, ledger: Ledger): void => {
  for (const slot of slots) {
    if (!isTooFast(slot, ledger)) continue;
    const fromMs = Math.min(slot.atMs, ledger.adjustedAtMs);
    slot.atMs = fromMs + (slot.atMs - fromMs) * (ledger.intervalMs / slot.intervalMs);
    slot.intervalMs = ledger.intervalMs;
  }
};
