import * as z from 'zod/mini';

/** Limits of one rate. */
export interface Limit {
  /** Proven rate that warns; 0 to 1. */
  readonly warnAt: number;
  readonly pauseAt: number;
  /** Least number of hits that warns, whatever their share. */
  readonly warnFrom: number;
  readonly pauseFrom: number;
}

export interface Thresholds {
  readonly bounce: Limit;
  readonly complaint: Limit;
}

/**
 * Default thresholds, below AWS's own for an account: review at 5 % bounces and 0.1 % complaints,
 * pause at 10 % and 0.5 %.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
 */
export const defaultThresholds: Thresholds = {
  bounce: { warnAt: 0.02, pauseAt: 0.05, warnFrom: 3, pauseFrom: 5 },
  complaint: { warnAt: 0.0005, pauseAt: 0.001, warnFrom: 2, pauseFrom: 3 },
};

const percent = z.number().check(z.gt(0), z.lte(100));

/**
 * A tenant's own thresholds, in its item of the tenants table. What is absent is as in the
 * deployment.
 */
export const ownThresholdsSchema = z.object({
  bounceWarnPercent: z.optional(percent),
  bouncePausePercent: z.optional(percent),
  complaintWarnPercent: z.optional(percent),
  complaintPausePercent: z.optional(percent),
});

export type OwnThresholds = z.infer<typeof ownThresholdsSchema>;

/** Thresholds, with the tenant's own in place of some. */
export const withOwn = ({ bounce, complaint }: Thresholds, own: OwnThresholds): Thresholds => ({
  bounce: withShares(
    bounce,
    share(own.bounceWarnPercent, bounce.warnAt),
    share(own.bouncePausePercent, bounce.pauseAt),
  ),
  complaint: withShares(
    complaint,
    share(own.complaintWarnPercent, complaint.warnAt),
    share(own.complaintPausePercent, complaint.pauseAt),
  ),
});

const share = (ownPercent: number | undefined, otherwise: number): number =>
  ownPercent === undefined ? otherwise : ownPercent / 100;

/**
 * Limits with other rates. A warning never comes after the pause: when only the pause is lowered,
 * the warning is lowered to it.
 */
const withShares = (limit: Limit, warnAt: number, pauseAt: number): Limit => ({
  ...limit,
  pauseAt,
  warnAt: Math.min(warnAt, pauseAt),
});
