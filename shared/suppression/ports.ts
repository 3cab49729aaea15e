/**
 * What the rules need of the suppression table. Addresses are canonical
 * (`shared/email/address.ts`). Each rejects when the table cannot be reached; the caller then
 * leaves the message where it is.
 */
import type { Arrival, SoftBounce } from './policy.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/**
 * Who is asked about, and where: each message asks for its own recipients in its own scopes, and
 * pays for no other.
 */
export interface SuppressionQuestion {
  readonly addresses: readonly string[];
  readonly scopes: readonly string[];
}

/**
 * All entries, expired ones included, that exist for the addresses of each question in its scopes.
 */
export type FindSuppressions = (
  questions: readonly SuppressionQuestion[],
) => Promise<readonly SuppressionEntry[]>;

/**
 * Writes what an event says beside the other reasons that stand there. Writing it again changes
 * nothing, and so does an event that happened before an operator removed the address.
 */
export type Suppress = (entry: SuppressionEntry) => Promise<void>;

/**
 * The owner of the address said that a mail is not spam: complaints made until then (epoch ms) no
 * longer count; other reasons do.
 */
export type LiftComplaint = (address: string, scope: string, atMs: number) => Promise<void>;

/** Adds a soft bounce to the run of its address; under its event id, so that it counts once. */
export type NoteSoftBounce = (bounce: SoftBounce) => Promise<void>;

/**
 * Ends the runs of soft bounces of the addresses that a mail reached. Writes only where there is a
 * run. Runs are read with eventual consistency, except for the addresses in `bounced`, whose
 * bounces were written just before.
 */
export type EndSoftBounces = (
  arrivals: readonly Arrival[],
  bounced: readonly SoftBounce[],
) => Promise<void>;
