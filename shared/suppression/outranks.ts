import { isInForce } from './scopes.ts';
import { type SuppressionEntry, type SuppressionReason, suppressionReasons } from './suppression-entry.ts';

/** Place in the precedence: 0 is the strongest. */
export const rankOfReason = (reason: SuppressionReason): number => suppressionReasons.indexOf(reason);

/**
 * Whether a new entry for an address and scope takes the place of the one that stands there.
 *
 * A stronger reason wins, so an operator's entry is never weakened by an event. Of two with the same reason the one that holds longer
 * wins, so writing an entry again changes nothing. One that had expired when the new one was made never stands in the way.
 */
export const outranks = (challenger: SuppressionEntry, standing: SuppressionEntry): boolean => {
  if (!isInForce(standing, challenger.sinceMs)) return true;
  const byReason = rankOfReason(standing.reason) - rankOfReason(challenger.reason);
  if (byReason !== 0) return byReason > 0;
  return (challenger.expiresAtMs ?? Number.POSITIVE_INFINITY) > (standing.expiresAtMs ?? Number.POSITIVE_INFINITY);
};
