import type { Ledger } from './ledger.ts';
import { hasQuota, type Reservation } from './reservation.ts';
import { mostRecipientsPerCall } from './ses-bucket.ts';

/** Why a reservation was refused, and when to try again; epoch ms. */
export type Obstacle =
  /** The ledger had changed since it was read: try again at once. */
  | { readonly kind: 'stale' }
  /** No free slot before then. */
  | { readonly kind: 'full'; readonly untilMs: number }
  /** Not enough recipients left in the 24-hour quota; there may be by then. */
  | { readonly kind: 'quota'; readonly untilMs: number }
  /** `tat` lies further ahead than any backlog can put it. */
  | { readonly kind: 'impossible' };

/** Finds out why the ledger refused a reservation. */
export const obstacle = (ledger: Ledger, wish: Reservation): Obstacle => {
  if (ledger.tatMs > wish.nowMs + impossibleAheadMs(ledger.intervalMs))
    return { kind: 'impossible' };
  if (!hasQuota(ledger, wish))
    return { kind: 'quota', untilMs: lookForQuotaAt(ledger, wish.nowMs) };
  const { nowMs, quietSinceMs = Number.POSITIVE_INFINITY } = wish;
  if (ledger.busyUntilMs >= quietSinceMs)
    return { kind: 'full', untilMs: ledger.busyUntilMs + 1 + nowMs - quietSinceMs };
  if (ledger.tatMs > wish.nowMs + wish.horizonMs)
    return { kind: 'full', untilMs: ledger.tatMs - wish.horizonMs };
  return { kind: 'stale' };
};

/**
 * No real backlog puts `tat` further ahead than this; ms. Transactional mail reserves at most 60 s
 * ahead, plus one call; only a clock that ran wild gets beyond.
 */
const impossibleAheadMs = (intervalMs: number): number =>
  120_000 + mostRecipientsPerCall * intervalMs;

/**
 * Wait for the next re-base; ms. refresh-quota reads the quota from SES each minute, and mail that
 * waits for quota looks shortly after.
 */
const rebasedWithinMs = 65_000;

/**
 * When to look again for quota: after the next re-base, which alone adds to it; epoch ms. All
 * waiting mail comes back at one time, so that later mail does not overtake it, and within little
 * more than a minute, so that a raised quota is used soon.
 */
export const lookForQuotaAt = ({ syncedAtMs }: Ledger, nowMs: number): number => {
  const nextMs = syncedAtMs + rebasedWithinMs;
  return nextMs > nowMs && nextMs <= nowMs + rebasedWithinMs ? nextMs : nowMs + rebasedWithinMs;
};
