import { byRank, holdsLonger, outlasts } from './precedence.ts';
import { isInForce } from './scopes.ts';
import { judgeRun, runOf, type SoftBounceRule, type SoftBounces } from './soft-bounces.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/**
 * Removal of an address from the list by an operator. It is kept beside later entries: an event
 * that happened before it never suppresses the address again, however often and late it arrives.
 */
export interface Removal {
  /** Time of the latest removal; epoch ms. */
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
}

/** How far the operator's clock may be behind the clocks of events; ms. */
const clockSkewMs = 3_600_000;

/**
 * Time of a removal; epoch ms. It is not before any event that it removes, nor before an earlier
 * removal. A time far in the future is ignored, because a removal dated by it would disregard every
 * event until then.
 */
export const removalTime = (record: AddressRecord, orderedAtMs: number): number =>
  Math.max(
    orderedAtMs,
    record.removal?.atMs ?? 0,
    ...[...record.written.map(({ sinceMs }) => sinceMs), ...record.softBounces.values()].filter(
      (atMs) => atMs <= orderedAtMs + clockSkewMs,
    ),
  );

/**
 * All facts about an address in one scope: one row of the suppressions table.
 *
 * Each fact is written once under its own name, and the entries are derived from the facts when the
 * row is read. So the result does not depend on the order or the repetition of writes.
 */
export interface AddressRecord {
  readonly address: string;
  readonly scope: string;
  /** Entries as written, at most one per reason. */
  readonly written: readonly SuppressionEntry[];
  readonly softBounces: SoftBounces;
  /** Rule in force when the last soft bounce was recorded; undefined when there was none. */
  readonly softBounceRule: SoftBounceRule | undefined;
  /** Time of the last delivery that ended a run of soft bounces; epoch ms. */
  readonly deliveredAtMs: number | undefined;
  /** Time of the last not-spam report; epoch ms. */
  readonly notSpamAtMs: number | undefined;
  readonly removal: Removal | undefined;
}

const softBounceEntry = (record: AddressRecord): readonly SuppressionEntry[] => {
  const { address, scope, softBounceRule, softBounces, deliveredAtMs } = record;
  const judged = softBounceRule && judgeRun(runOf(softBounces, deliveredAtMs), softBounceRule);
  if (judged === undefined) return [];
  const { count, ...rest } = judged;
  return [{ address, scope, reason: 'soft-bounce', detail: `${count} or more in a row`, ...rest }];
};

/** Time at which the cause of the entry was taken back; undefined when it was not. */
const pardonedAt = ({ reason }: SuppressionEntry, record: AddressRecord): number | undefined => {
  if (reason === 'complaint') return record.notSpamAtMs;
  return reason === 'soft-bounce' ? record.deliveredAtMs : undefined;
};

/**
 * Entries that follow from a record: at most one per reason, strongest first, expired ones
 * included.
 *
 * A complaint counts unless a later not-spam report takes it back. Soft bounces count by their
 * rule, and only those since the last delivery.
 */
export const entriesOf = (record: AddressRecord): readonly SuppressionEntry[] => {
  const standing = record.written.filter((entry) => {
    const pardon = pardonedAt(entry, record);
    return pardon === undefined || entry.sinceMs > pardon;
  });
  const derived = softBounceEntry(record).filter((entry) =>
    standing.every((other) => other.reason !== entry.reason || outlasts(entry, other)),
  );
  const others =
    derived.length === 0 ? standing : standing.filter(({ reason }) => reason !== 'soft-bounce');
  return [...others, ...derived].toSorted(byRank);
};

/** The strongest entry in force at `nowMs` (epoch ms); undefined when mail may be sent. */
export const strongestOf = (record: AddressRecord, nowMs: number): SuppressionEntry | undefined =>
  entriesOf(record).find((entry) => isInForce(entry, nowMs));

/**
 * Whether an operator's entry would change the derived entries: no entry of the same reason already
 * holds as long.
 */
export const wouldChange = (entry: SuppressionEntry, record: AddressRecord | undefined): boolean =>
  record === undefined ||
  entriesOf(record).every(
    (standing) => standing.reason !== entry.reason || holdsLonger(entry, standing),
  );
