import type { Ledger } from './ledger.ts';
import { hasQuota, type Reservation } from './reservation.ts';
import { mostRecipientsPerCall } from './ses-bucket.ts';

/** Why a reservation is refused, and when to come again; epoch ms. */
export type Obstacle =
  /** Only what was last seen was stale: try again at once. */
  | { readonly kind: 'stale' }
  /** No room before then. */
  | { readonly kind: 'full'; readonly untilMs: number }
  /** Not enough recipients left in the 24 hours; more may be by then. */
  | { readonly kind: 'quota'; readonly untilMs: number }
  /** `tat` lies where no backlog can have put it. */
  | { readonly kind: 'impossible' };

/** Why a reservation was refused, and what to do about it. */
export const obstacle = (ledger: Ledger, wish: Reservation): Obstacle => {
  if (ledger.tatMs > wish.nowMs + impossibleAheadMs(ledger.intervalMs))
    return { kind: 'impossible' };
  if (!hasQuota(ledger, wish))
    return { kind: 'quota', untilMs: lookForQuotaAt(ledger, wish.nowMs) };
  if (wish.yields && ledger.busyUntilMs >= wish.nowMs)
    return { kind: 'full', untilMs: ledger.busyUntilMs + 1 };
  if (ledger.tatMs > wish.nowMs + wish.horizonMs)
    return { kind: 'full', untilMs: ledger.tatMs - wish.horizonMs };
  return { kind: 'stale' };
};

/**
 * No legal backlog reaches this far ahead (transactional mail reserves at most 60 s, and then one
 * call); a clock that ran wild does.
 */
const impossibleAheadMs = (intervalMs: number): number =>
  120_000 + mostRecipientsPerCall * intervalMs;

/** refresh-quota reads SES's word each minute; what waits for quota looks a moment after that. */
const rebasedWithinMs = 65_000;

/**
 * When to look again for quota: after the next re-base, which alone adds to it. All that waits
 * comes again at one time, so that later mail does not overtake it, and never later than in little
 * more than a minute, so that a raised quota is used at once.
 */
export const lookForQuotaAt = ({ syncedAtMs }: Ledger, nowMs: number): number => {
  const nextMs = syncedAtMs + rebasedWithinMs;
  return nextMs > nowMs && nextMs <= nowMs + rebasedWithinMs ? nextMs : nowMs + rebasedWithinMs;
};
