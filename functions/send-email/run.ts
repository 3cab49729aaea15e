/** One run of the function. */
export interface Run {
  /** Names the run. */
  readonly owner: string;
  /** How long the run may still go on, by the machine that runs it; milliseconds. */
  readonly remainingMs: () => number;
  /** How long SES's own events may take to tell what became of a call whose answer was lost. */
  readonly settleMs: number;
  /** How long after that mail waits for feedback to flow before it is held. */
  readonly silenceMs: number;
}
