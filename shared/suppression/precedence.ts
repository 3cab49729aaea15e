import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from './suppression-entry.ts';

/** Rank of a reason; 0 is the strongest. */
const rankOfReason = (reason: SuppressionReason): number => suppressionReasons.indexOf(reason);

type Term = Pick<SuppressionEntry, 'sinceMs' | 'expiresAtMs'>;

const endOf = (entry: Term): number => entry.expiresAtMs ?? Number.POSITIVE_INFINITY;

/** Whether an entry ends later than another one for the same address, scope and reason. */
export const holdsLonger = (challenger: Term, standing: Term): boolean =>
  endOf(challenger) > endOf(standing);

/**
 * Whether the challenger replaces the standing entry of the same address, scope and reason: the one
 * that ends later does, and the younger one when both end together. So neither order nor repetition
 * matters.
 */
export const outlasts = (challenger: Term, standing: Term): boolean =>
  endOf(challenger) === endOf(standing)
    ? challenger.sinceMs > standing.sinceMs
    : holdsLonger(challenger, standing);

/** Compares entries by reason, strongest first. */
export const byRank = (one: SuppressionEntry, other: SuppressionEntry): number =>
  rankOfReason(one.reason) - rankOfReason(other.reason);
