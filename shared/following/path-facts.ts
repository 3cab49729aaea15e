import type { BudgetUse } from '../budgets/budget-use.ts';
import type { Limits } from '../budgets/limits.ts';
import type { Lane, Stream } from '../email/streams.ts';
import type { Ledger } from '../pacing/ledger.ts';
import type { Pauses } from '../tenants/pauses.ts';
import type { StoredWayOut, WaysOut } from '../way-out/way-out-settings.ts';

/** A fact, or why it cannot be told. */
export type Known<Fact> =
  | { readonly kind: 'known'; readonly fact: Fact }
  | { readonly kind: 'cannot-tell'; readonly why: string };

export const known = <Fact>(fact: Fact): Known<Fact> => ({ kind: 'known', fact });

export const cannotTell = (why: string): Known<never> => ({ kind: 'cannot-tell', why });

/** Something that follows from a fact. */
export const mapKnown = <A, B>(one: Known<A>, to: (fact: A) => B): Known<B> =>
  one.kind === 'known' ? known(to(one.fact)) : one;

/** What lies between the queue and SES for the mail of one tenant and stream. */
export interface PathFacts {
  readonly tenantId: string;
  readonly stream: Stream;
  readonly lane: Lane;
  /** Pauses of the tenant, then those of all tenants (`*`), as far as they apply to it. */
  readonly pauses: Known<readonly { readonly tenantId: string; readonly pauses: Pauses }[]>;
  /** The tenant brings an SES account of its own. */
  readonly hasOwnAccount: Known<boolean>;
  readonly sesStopped: Known<WaysOut['sesStopped']>;
  readonly wayOut: Known<StoredWayOut | undefined>;
  readonly budget: Known<{ readonly use: BudgetUse; readonly limits: Limits }>;
  readonly ledger: Known<Ledger>;
  /** Messages on the queue of its lane, those in work included. */
  readonly queued: Known<number>;
}
