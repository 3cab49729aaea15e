/** What a function knows of its run. */
export interface Invocation {
  /** How long until Lambda ends the run; ms. */
  readonly remainingMs: () => number;
  /** Names the run. */
  readonly requestId: string;
  /** True time at which it began; epoch ms. */
  readonly startedMs: number;
}
