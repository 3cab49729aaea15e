/** Ports of budgets. Each rejects when the table cannot be reached. */
import type { LinePlace } from '../pacing/waiting-line.ts';
import type { BudgetUse, HeldMark } from './budget-use.ts';
import type { Charge, GiveBack } from './charge.ts';

/** Answer to a charge: made, with the share's `tat` after it; or refused, with the item as it is. */
export type ChargeAnswer =
  | { readonly kind: 'taken'; readonly tatMs: number }
  | { readonly kind: 'refused'; readonly use: BudgetUse };

/** What tenants with a budget have used. */
export interface BudgetStore {
  readonly charge: (tenantId: string, charge: Charge) => Promise<ChargeAnswer>;
  /**
   * Gives a part of a charge back. It is tried once: a second try after a lost answer might give
   * back twice, and the budget would be exceeded. One that is lost is wasted until the day ends.
   */
  readonly giveBack: (tenantId: string, back: GiveBack) => Promise<void>;
  /**
   * Adds a place to the end of the waiting line of the tenant's mail over its share, like that of an
   * account's ledger. Resolves to its begin (epoch ms); undefined when the line is too long.
   */
  readonly lineUp: (tenantId: string, place: LinePlace) => Promise<number | undefined>;
  /** Marks that mail of the tenant is held for want of room. */
  readonly markHeld: (tenantId: string, mark: HeldMark) => Promise<void>;
}

/** Marks of held mail. */
export interface HeldMarks {
  /** Lists what tenants have used of whom mail may be held. */
  readonly listHeld: () => Promise<
    readonly { readonly tenantId: string; readonly use: BudgetUse; readonly mark: HeldMark }[]
  >;
  /** Replaces a mark, or removes it, unless mail was held again since. */
  readonly changeMark: (
    tenantId: string,
    seen: HeldMark,
    next: HeldMark | undefined,
  ) => Promise<void>;
}
