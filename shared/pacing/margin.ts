/**
 * The margin: the share of the account's rate in use.
 *
 * SES's limiter is not published, and other senders may use the same account. So the share is cut
 * when SES throttles ("Maximum sending rate exceeded") and grows back along CUBIC (RFC 9438 section
 * 4.2): fast at first, flat near the share at which it was last cut, then probing beyond it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9438#section-4.2
 */
export interface Margin {
  /**
   * Share of the rate (0 to 1] in use when SES last throttled, CUBIC's W_max; 1 when it never did.
   */
  readonly cutFrom: number;
  /** Fraction that the last cut removed; 0 when there was none. */
  readonly lastCut: number;
  /** Epoch ms of the last cut; 0 when there was none. */
  readonly cutAtMs: number;
}

/** Margin of an account that SES never throttled. */
export const fullMargin: Margin = { cutFrom: 1, lastCut: 0, cutAtMs: 0 };

const firstCut = 0.03;
const largestCut = 0.3;
/** A cut within this time of the previous one doubles it, because that one was too small; ms. */
const repeatedWithinMs = 4000;
/**
 * Shortest time between two cuts; ms. Every worker feels a throttled burst, but only the first one
 * cuts.
 */
const cutAtMostEveryMs = 1000;
/**
 * CUBIC's constant C: steepness of the curve, in shares per cubic second. It stays within 2 % of
 * the share that was cut for about 30 s.
 */
const cubic = 6e-6;
const smallestShare = 0.02;

/** CUBIC's K: seconds from a cut until the curve is back at the share that was cut. */
const climbSeconds = (margin: Margin): number =>
  Math.cbrt((margin.cutFrom * margin.lastCut) / cubic);

/** Share of the rate to use now, from 0.02 to 1: CUBIC's W(t) = C (t - K)^3 + W_max. */
export const shareAt = (margin: Margin, nowMs: number): number => {
  if (margin.lastCut === 0) return 1;
  const seconds = Math.max(0, nowMs - margin.cutAtMs) / 1000 - climbSeconds(margin);
  return Math.min(1, Math.max(smallestShare, margin.cutFrom + cubic * seconds ** 3));
};

/**
 * The margin after SES throttled a mail sent at the share in use. Unchanged when the last cut is
 * too recent.
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
