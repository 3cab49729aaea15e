import type { Tally } from './counts.ts';
import type { Standing } from './judge.ts';
import type { ReputationFact } from './reputation-fact.ts';

/** What became of facts; those that it does not name are written. */
export interface FactsAnswer {
  /** Could not be written, with the error. Those of other items are. */
  readonly failed: ReadonlyMap<ReputationFact, unknown>;
  /**
   * Beyond what is counted of one stream at one time; see `mostMarks` in
   * `shared/aws/reputation/reputation-facts.ts`.
   */
  readonly uncounted: readonly ReputationFact[];
}

/**
 * Writes facts down, each under its own name: any order and any repetition gives the same book. It
 * does not reject.
 */
export type RecordFacts = (facts: readonly ReputationFact[]) => Promise<FactsAnswer>;

/** Something that was written to a slot after its time. */
export interface LateSlot {
  readonly slot: number;
  /** Changes with every late fact. */
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
 * What guard-reputation reads and writes. Sums are written whole, never added to, so doing it again
 * changes nothing.
 */
export interface ReputationBook {
  /** Adds up the raw facts of a slot. */
  readonly countSlot: (slot: number) => Promise<Tally>;
  readonly readSlots: (hour: number) => Promise<ReadonlyMap<number, Tally>>;
  readonly writeSlot: (slot: number, tally: Tally) => Promise<void>;
  /** Sums of the hours of a day. */
  readonly readHours: (day: number) => Promise<ReadonlyMap<number, Tally>>;
  readonly writeHour: (hour: number, tally: Tally) => Promise<void>;
  /** All slots before it are added up for good; undefined before the first run. */
  readonly readCursor: () => Promise<number | undefined>;
  readonly writeCursor: (slot: number) => Promise<void>;
  readonly listLate: () => Promise<readonly LateSlot[]>;
  /** Forgets that a slot is late, unless more came since the mark was read. */
  readonly settleLate: (late: LateSlot) => Promise<void>;
  readonly listStandings: () => Promise<readonly KeptStanding[]>;
  readonly writeStanding: (standing: KeptStanding) => Promise<void>;
}
