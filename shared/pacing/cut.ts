import type { Ledger } from './ledger.ts';
import { type Margin, shareAt } from './margin.ts';

/** A lower share of the rate, after SES throttled. */
export interface Cut {
  readonly margin: Margin;
  readonly intervalMs: number;
  readonly nowMs: number;
  /** Added to `tat`, because the slots ahead were reserved at the old rate. */
  readonly tatDeltaMs: number;
}

/** However much the rate falls, `tat` stays where a backlog may put it. */
const farthestPushMs = (aheadMs: number): number => Math.max(0, 120_000 - aheadMs);

/**
 * How far `tat` moves when the rate falls: the slots ahead stretch to the new rate; ms. Nothing
 * moves when it rises.
 */
export const pushFor = (ledger: Ledger, intervalMs: number, nowMs: number): number => {
  const aheadMs = Math.max(0, ledger.tatMs - nowMs);
  return intervalMs > ledger.intervalMs
    ? Math.min(aheadMs * (intervalMs / ledger.intervalMs - 1), farthestPushMs(aheadMs))
    : 0;
};

/** The write that puts a cut margin into force. */
export const cutTo = (ledger: Ledger, margin: Margin, nowMs: number): Cut => {
  const intervalMs = ledger.minIntervalMs / shareAt(margin, nowMs);
  return { margin, intervalMs, nowMs, tatDeltaMs: pushFor(ledger, intervalMs, nowMs) };
};

/**
 * Whether nothing that a cut was reckoned from has changed: the condition in
 * `shared/aws/ledger/cut.ts`.
 */
export const permitsCut = (ledger: Ledger, from: Ledger): boolean =>
  ledger.margin.cutAtMs === from.margin.cutAtMs && ledger.minIntervalMs === from.minIntervalMs;

/** The ledger after a cut: the effect in `shared/aws/ledger/cut.ts`. */
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
