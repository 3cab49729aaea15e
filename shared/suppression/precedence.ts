import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from './suppression-entry.ts';

/** Place in the precedence: 0 is the strongest. */
const rankOfReason = (reason: SuppressionReason): number => suppressionReasons.indexOf(reason);

type Term = Pick<SuppressionEntry, 'sinceMs' | 'expiresAtMs'>;

const endOf = (entry: Term): number => entry.expiresAtMs ?? Number.POSITIVE_INFINITY;

/** Whether an entry ends later than another for the same address, scope and reason. */
export const holdsLonger = (challenger: Term, standing: Term): boolean =>
  endOf(challenger) > endOf(standing);

/**
 * Whether of two entries for one address, scope and reason the challenger takes the place of the
 * one that stands: the one that holds longer, and of two that hold as long the later. So neither
 * order nor repetition matters.
 */
export const outlasts = (challenger: Term, standing: Term): boolean =>
  endOf(challenger) === endOf(standing)
    ? challenger.sinceMs > standing.sinceMs
    : holdsLonger(challenger, standing);

/** Strongest reason first. */
export const byRank = (one: SuppressionEntry, other: SuppressionEntry): number =>
  rankOfReason(one.reason) - rankOfReason(other.reason);
