/** An invocation, as a function sees it. */
export interface Invocation {
  /** Time until Lambda ends the run; ms. */
  readonly remainingMs: () => number;
  /** Lambda's request id. */
  readonly requestId: string;
  /** True start time; epoch ms. */
  readonly startedMs: number;
}
