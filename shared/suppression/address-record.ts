import { byRank, holdsLonger, outlasts } from './precedence.ts';
import { isInForce } from './scopes.ts';
import { judgeRun, runOf, type SoftBounceRule, type SoftBounces } from './soft-bounces.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/**
 * An operator took an address off a list. It is kept beside whatever is written afterwards: an
 * event that happened until then never suppresses the address again, however often and late it
 * comes.
 */
export interface Removal {
  /** Epoch milliseconds; of several removals the latest. */
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
}

/** How far the clock of whoever removes may be behind those that events go by. */
const clockSkewMs = 3_600_000;

/**
 * The time of a removal: not before any event that it removes, nor before an earlier removal. What
 * claims to be much later than the removal has no say, or no event would ever count again.
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
 * All that is known of an address in one scope: one row of the suppressions table.
 *
 * Each fact is written once under its own name, and what follows from them is derived here when it
 * is read. So the same facts lead to the same end in whichever order, and however often, they were
 * written.
 */
export interface AddressRecord {
  readonly address: string;
  readonly scope: string;
  /** As written, at most one per reason. */
  readonly written: readonly SuppressionEntry[];
  readonly softBounces: SoftBounces;
  /** The rule in force when the last soft bounce was noted; undefined when there was none. */
  readonly softBounceRule: SoftBounceRule | undefined;
  /** When a mail last reached the address, as far as that ended a run of soft bounces. */
  readonly deliveredAtMs: number | undefined;
  /** When its owner last said that a mail is not spam. */
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

/** When what the entry tells of was taken back; undefined when it was not. */
const pardonedAt = ({ reason }: SuppressionEntry, record: AddressRecord): number | undefined => {
  if (reason === 'complaint') return record.notSpamAtMs;
  return reason === 'soft-bounce' ? record.deliveredAtMs : undefined;
};

/**
 * The entries that follow from a record: at most one per reason, strongest first, expired ones
 * included.
 *
 * A complaint counts unless a later not-spam report takes it back, soft bounces by their rule and
 * only since the last delivery.
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

/**
 * The strongest entry in force at that time (epoch milliseconds); undefined when mail may go out.
 */
export const strongestOf = (record: AddressRecord, nowMs: number): SuppressionEntry | undefined =>
  entriesOf(record).find((entry) => isInForce(entry, nowMs));

/**
 * Whether an operator's entry would change what follows from the record: nothing of its reason
 * stands that holds as long.
 */
export const wouldChange = (entry: SuppressionEntry, record: AddressRecord | undefined): boolean =>
  record === undefined ||
  entriesOf(record).every(
    (standing) => standing.reason !== entry.reason || holdsLonger(entry, standing),
  );
