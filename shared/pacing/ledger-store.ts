import type { Lane } from '../email/streams.ts';
import type { Cut } from './cut.ts';
import type { Ledger } from './ledger.ts';
import type { Rebase } from './rebase.ts';
import type { Reservation } from './reservation.ts';
import type { LinePlace } from './waiting-line.ts';

/**
 * Answer to a reservation: the ledger after the write, the current ledger when the write was
 * refused, or `missing` when there is none.
 */
export type ReserveAnswer =
  | { readonly kind: 'taken'; readonly ledger: Ledger }
  | { readonly kind: 'refused'; readonly ledger: Ledger }
  | { readonly kind: 'missing' };

/** The writes and reads of one account's ledger. Each rejects when the table cannot be reached. */
export interface LedgerStore {
  readonly read: () => Promise<Ledger | undefined>;
  /** Creates the ledger unless one exists. */
  readonly create: (ledger: Ledger) => Promise<void>;
  readonly reserve: (reservation: Reservation) => Promise<ReserveAnswer>;
  /** Writes a cut of the margin, unless another worker has cut since `from` was read. */
  readonly cut: (from: Ledger, cut: Cut) => Promise<void>;
  /**
   * Writes the rate and quota that SES reports, unless another re-base or a cut came since. False
   * when it was refused.
   */
  readonly rebase: (rebase: Rebase) => Promise<boolean>;
  /**
   * Adds a place to the end of the lane's waiting line. Resolves to its begin (epoch ms); undefined
   * when the line is too long, or there is no ledger.
   */
  readonly lineUp: (place: LinePlace) => Promise<number | undefined>;
  /** Sets an impossible `tat` back to now, unless it has moved since. */
  readonly heal: (seenTatMs: number, nowMs: number) => Promise<void>;
  /** Records the lanes that refresh-quota has closed; no other function writes them. */
  readonly recordStoppedLanes: (lanes: readonly Lane[]) => Promise<void>;
  /**
   * Takes the turn to ask SES about the account. False when it was taken after `freeSinceMs` (epoch
   * ms). Works without a ledger.
   */
  readonly takeTurn: (nowMs: number, freeSinceMs: number) => Promise<boolean>;
}
