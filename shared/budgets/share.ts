import { messageLimits } from '../email/message-limits.ts';
import type { Lane } from '../email/streams.ts';
import type { BudgetSettings } from './budget-settings.ts';

/**
 * A tenant's share of the rate: GCRA by virtual scheduling, as the send ledger does it for the whole
 * account. `tat` is when the tenant's next recipient is due at its share of the rate. Mail that is
 * due is within the share, and takes slots like everybody's. All other mail of the tenant is over
 * the share: it takes spare slots only, and is not charged.
 */

/** The share of a tenant at the present rate of its account. */
export interface Share {
  /** Time per recipient at the share; ms. */
  readonly intervalMs: number;
  /** How far ahead of now the tenant's `tat` may lie for the next mail; ms. */
  readonly aheadMs: number;
  /** How far ahead of now mail of both lanes can move `tat` at this rate; ms. */
  readonly farthestMs: number;
}

/**
 * Burst that a share tolerates: so much time, and at least the time of so many slots of the account,
 * because at low rates a batch, and with it a charge, comes as seldom. Bulk mail leaves the rest to
 * the tenant's own transactional mail.
 */
const bursts = {
  transactional: { ms: 3_000, slots: 30 },
  bulk: { ms: 1_000, slots: 10 },
} as const satisfies Record<Lane, { readonly ms: number; readonly slots: number }>;

const burstMs = (lane: Lane, intervalMs: number): number =>
  Math.max(bursts[lane].ms, bursts[lane].slots * intervalMs);

/** By how much the clocks of two machines may differ; ms. */
const clocksDifferMs = 10_000;

/**
 * The share of a tenant; undefined where it may use the whole rate.
 *
 * @param intervalMs - time per recipient at the rate of its account; ms
 */
export const shareOf = (
  { budget }: BudgetSettings,
  lane: Lane,
  intervalMs: number,
): Share | undefined => {
  const { rateShare = 1 } = budget ?? {};
  if (rateShare >= 1) return undefined;
  const shareIntervalMs = intervalMs / rateShare;
  return {
    intervalMs: shareIntervalMs,
    aheadMs: burstMs(lane, intervalMs),
    farthestMs:
      burstMs('transactional', intervalMs) +
      messageLimits.recipients * shareIntervalMs +
      clocksDifferMs,
  };
};

/**
 * The part of a charge that moves `tat`. DynamoDB's expressions have no max(), so there are two
 * branches, picked by `tat` as last seen, like those of a reservation.
 */
export interface ShareCharge {
  /** Whether `tat` lies ahead of now, and is moved on; or not, and begins anew at now. */
  readonly branch: 'busy' | 'idle';
  readonly nowMs: number;
  /** Time that the recipients take at the share; ms. */
  readonly durationMs: number;
  /** Latest `tat` at which the last of the mail is due; epoch ms. */
  readonly latestTatMs: number;
  /**
   * Latest `tat` that charges at this rate can have made; epoch ms. One that lies further ahead is
   * of a slower rate or of a clock that ran wild, and begins anew, too.
   */
  readonly possibleTatMs: number;
}

/** Mail within a tenant's share, and over it. */
export interface Shared<Job> {
  readonly within: readonly Job[];
  readonly over: readonly Job[];
  /** What charges the mail within; undefined when there is none. */
  readonly charge: ShareCharge | undefined;
}

/**
 * Splits mail into what is due within the share, and what is over it. The first that is not due ends
 * what is within, so that the order is kept. A mail that is due is within the share with all its
 * recipients; `tat` then lies so much further ahead for the next.
 *
 * @param tatMs - `tat` as last seen; epoch ms
 * @param sizeOf - recipients, at least one
 */
export const splitByShare = <Job>(
  jobs: readonly Job[],
  sizeOf: (job: Job) => number,
  { intervalMs, aheadMs, farthestMs }: Share,
  { tatMs, nowMs }: { readonly tatMs: number; readonly nowMs: number },
): Shared<Job> => {
  const possibleTatMs = nowMs + farthestMs;
  const isIdle = tatMs < nowMs || tatMs > possibleTatMs;
  const startMs = isIdle ? nowMs : tatMs;
  let before = 0;
  let size = 0;
  let end = 0;
  for (const job of jobs) {
    if (startMs + (before + size) * intervalMs > nowMs + aheadMs) break;
    before += size;
    size = sizeOf(job);
    end += 1;
  }
  const charge: ShareCharge = {
    branch: isIdle ? 'idle' : 'busy',
    nowMs,
    durationMs: (before + size) * intervalMs,
    latestTatMs: nowMs + aheadMs - before * intervalMs,
    possibleTatMs,
  };
  return {
    within: jobs.slice(0, end),
    over: jobs.slice(end),
    charge: end === 0 ? undefined : charge,
  };
};

/**
 * Whether the write would go through. `shared/aws/budgets/charge.ts` repeats this as its DynamoDB
 * condition.
 */
export const permitsShare = (
  tatMs: number,
  { branch, nowMs, latestTatMs, possibleTatMs }: ShareCharge,
): boolean =>
  branch === 'idle'
    ? tatMs < nowMs || tatMs > possibleTatMs
    : tatMs >= nowMs && tatMs <= latestTatMs;

/** `tat` after the write. `shared/aws/budgets/charge.ts` repeats this as its update. */
export const takeShare = (tatMs: number, { branch, nowMs, durationMs }: ShareCharge): number =>
  (branch === 'idle' ? nowMs : tatMs) + durationMs;
