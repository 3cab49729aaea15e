/**
 * How much of the account's rate we dare to use.
 *
 * Nobody outside AWS knows the limiter of SES, and other senders may use the same account. So the
 * share in use is cut when SES says "Maximum sending rate exceeded" and climbs back on a cubic
 * curve: fast at first, flat just under the share at which it was cut last, then probing beyond it
 * (the shape of TCP CUBIC, RFC 9438 section 4.2).
 */
export interface Margin {
  /** Share of the rate (0 to 1] in use when SES throttled last; 1 when it never did. */
  readonly cutFrom: number;
  /** Fraction that the last cut took away; 0 when there was none. */
  readonly lastCut: number;
  /** Epoch ms of the last cut; 0 when there was none. */
  readonly cutAtMs: number;
}

/** SES has not throttled yet. */
export const fullMargin: Margin = { cutFrom: 1, lastCut: 0, cutAtMs: 0 };

const firstCut = 0.03;
const largestCut = 0.3;
/** Cuts closer together than this mean that the last one was too small. */
const repeatedWithinMs = 4000;
/** One throttled burst is felt by every worker; only the first of them cuts. */
const cutAtMostEveryMs = 1000;
/** Steepness, in shares per cubic second: about 30 s flat, within 2 % of the share that was cut. */
const cubic = 6e-6;
const smallestShare = 0.02;

const climbSeconds = (margin: Margin): number =>
  Math.cbrt((margin.cutFrom * margin.lastCut) / cubic);

/** The share of the rate to use now: from 0.02 to 1. */
export const shareAt = (margin: Margin, nowMs: number): number => {
  if (margin.lastCut === 0) return 1;
  const seconds = Math.max(0, nowMs - margin.cutAtMs) / 1000 - climbSeconds(margin);
  return Math.min(1, Math.max(smallestShare, margin.cutFrom + cubic * seconds ** 3));
};

/**
 * The margin after SES throttled a mail that was sent at the share in use now; the same margin when
 * the last cut is too fresh.
 */
export const cutMargin = (margin: Margin, nowMs: number): Margin => {
  const sinceLastMs = nowMs - margin.cutAtMs;
  if (margin.lastCut > 0 && sinceLastMs < cutAtMostEveryMs) return margin;
  const repeated = margin.lastCut > 0 && sinceLastMs < repeatedWithinMs;
  return {
    cutFrom: shareAt(margin, nowMs),
    lastCut: repeated ? Math.min(largestCut, margin.lastCut * 2) : firstCut,
    cutAtMs: nowMs,
  };
};
