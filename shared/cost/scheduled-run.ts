import type { Usage } from './usage.ts';

/** What one run of a scheduled function takes, and the metrics that it always writes. */
export interface ScheduledRun {
  readonly usage: readonly Usage[];
  readonly metrics: number;
}

/** The same use so many times. */
export const times = (usage: readonly Usage[], factor: number): readonly Usage[] =>
  usage.map((one) => ({ ...one, requests: one.requests * factor, units: one.units * factor }));
