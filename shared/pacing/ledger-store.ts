import type { Lane } from '../email/streams.ts';
import type { Cut } from './cut.ts';
import type { Ledger } from './ledger.ts';
import type { Rebase } from './rebase.ts';
import type { Reservation } from './reservation.ts';

/**
 * What became of a reservation: the ledger after the write, or as it is; `missing` where there is
 * none.
 */
export type ReserveAnswer =
  | { readonly kind: 'taken'; readonly ledger: Ledger }
  | { readonly kind: 'refused'; readonly ledger: Ledger }
  | { readonly kind: 'missing' };

/**
 * What the table can do with the ledger of one account. Each rejects when the table cannot be
 * reached.
 */
export interface LedgerStore {
  readonly read: () => Promise<Ledger | undefined>;
  /** Writes the ledger unless one exists. */
  readonly create: (ledger: Ledger) => Promise<void>;
  readonly reserve: (reservation: Reservation) => Promise<ReserveAnswer>;
  /** Writes a cut of the margin, unless another worker has cut since. */
  readonly cut: (from: Ledger, cut: Cut) => Promise<void>;
  /** Writes what SES says of rate and quota, unless another did since. */
  readonly rebase: (rebase: Rebase) => Promise<boolean>;
  /** Puts an impossible `tat` back to now, unless it has moved. */
  readonly heal: (seenTatMs: number, nowMs: number) => Promise<void>;
  /** Only refresh-quota writes them. */
  readonly recordStoppedLanes: (lanes: readonly Lane[]) => Promise<void>;
  /**
   * Takes the turn to ask SES about the account, unless it was taken after `freeSinceMs`; there
   * need not be a ledger.
   */
  readonly takeTurn: (nowMs: number, freeSinceMs: number) => Promise<boolean>;
}
