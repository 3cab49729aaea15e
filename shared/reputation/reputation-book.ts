import type { Tally } from './counts.ts';
import type { Standing } from './judge.ts';
import type { ReputationFact } from './reputation-fact.ts';

/** Result of recording facts. Facts in neither field were written. */
export interface FactsAnswer {
  /** Facts that could not be written, with the error. Facts of other items are not affected. */
  readonly failed: ReadonlyMap<ReputationFact, unknown>;
  /**
   * Facts beyond the limit per stream and time; see `mostMarks` in
   * `shared/aws/reputation/reputation-facts.ts`.
   */
  readonly uncounted: readonly ReputationFact[];
}

/**
 * Writes facts, each under its own name, so that order and repetition do not matter. Never rejects.
 */
export type RecordFacts = (facts: readonly ReputationFact[]) => Promise<FactsAnswer>;

/** A slot that received a fact after its time. */
export interface LateSlot {
  readonly slot: number;
  /** A value that changes with every late fact. */
  readonly mark: string;
}

export interface KeptStanding {
  readonly tenantId: string;
  readonly scope: string;
  readonly standing: Standing;
  /** Epoch ms. */
  readonly sinceMs: number;
  readonly why: string;
}

/**
 * Store of guard-reputation. Sums are overwritten, never incremented, so that repeating a write
 * changes nothing.
 */
export interface ReputationBook {
  /** Adds up the raw facts of a slot. */
  readonly countSlot: (slot: number) => Promise<Tally>;
  readonly readSlots: (hour: number) => Promise<ReadonlyMap<number, Tally>>;
  readonly writeSlot: (slot: number, tally: Tally) => Promise<void>;
  /** Sums of each hour of a day. */
  readonly readHours: (day: number) => Promise<ReadonlyMap<number, Tally>>;
  readonly writeHour: (hour: number, tally: Tally) => Promise<void>;
  /** Cursor: all earlier slots are added up and final. Undefined before the first run. */
  readonly readCursor: () => Promise<number | undefined>;
  readonly writeCursor: (slot: number) => Promise<void>;
  readonly listLate: () => Promise<readonly LateSlot[]>;
  /** Removes the mark of a late slot, unless further facts have changed it since it was read. */
  readonly settleLate: (late: LateSlot) => Promise<void>;
  readonly listStandings: () => Promise<readonly KeptStanding[]>;
  readonly writeStanding: (standing: KeptStanding) => Promise<void>;
}
