import type { FactNotes } from './fact-notes.ts';

/** One invocation of the function. */
export interface Run {
  /** Lambda's request id; claims carry it. */
  readonly owner: string;
  /** Time left to the run, by the clock of its machine; ms. */
  readonly remainingMs: () => number;
  /**
   * Settle time: how long SES's own events may take to tell what became of a call whose answer was
   * lost; ms.
   */
  readonly settleMs: number;
  /** How long after the settle time mail waits for feedback to flow before it is held; ms. */
  readonly silenceMs: number;
}

/** A run over one batch, which notes what services wait for. */
export interface NotingRun extends Run {
  readonly facts: FactNotes;
}
