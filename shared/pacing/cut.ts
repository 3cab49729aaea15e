import type { Ledger } from './ledger.ts';
import { type Margin, shareAt } from './margin.ts';

/** A lower share of the rate, after SES throttled. */
export interface Cut {
  readonly margin: Margin;
  readonly intervalMs: number;
  readonly nowMs: number;
  /** Added to `tat`, because the slots ahead were reserved at the old rate; ms. */
  readonly tatDeltaMs: number;
}

/** Largest push of `tat`, so that it stays within reach of a real backlog; ms. */
const farthestPushMs = (aheadMs: number): number => Math.max(0, 120_000 - aheadMs);

/**
 * How far `tat` moves when the rate falls, so that the slots ahead stretch to the new rate; ms. 0
 * when the rate rises.
 */
export const pushFor = (ledger: Ledger, intervalMs: number, nowMs: number): number => {
  const aheadMs = Math.max(0, ledger.tatMs - nowMs);
  return intervalMs > ledger.intervalMs
    ? Math.min(aheadMs * (intervalMs / ledger.intervalMs - 1), farthestPushMs(aheadMs))
    : 0;
};

/** Computes the write that puts a cut margin into force. */
export const cutTo = (ledger: Ledger, margin: Margin, nowMs: number): Cut => {
  const intervalMs = ledger.minIntervalMs / shareAt(margin, nowMs);
  return { margin, intervalMs, nowMs, tatDeltaMs: pushFor(ledger, intervalMs, nowMs) };
};

/**
 * Whether the ledger still is what the cut was computed from. `shared/aws/ledger/cut.ts` repeats
 * this as its DynamoDB condition.
 */
export const permitsCut = (ledger: Ledger, from: Ledger): boolean =>
  ledger.margin.cutAtMs === from.margin.cutAtMs && ledger.minIntervalMs === from.minIntervalMs;

/** The ledger after a cut. `shared/aws/ledger/cut.ts` repeats this as its update expression. */
export const applyCut = (
  ledger: Ledger,
  { margin, intervalMs, nowMs, tatDeltaMs }: Cut,
): Ledger => ({
  ...ledger,
  margin,
  intervalMs,
  adjustedAtMs: nowMs,
  tatMs: ledger.tatMs + tatDeltaMs,
});
