/**
 * How much of the 24-hour quota is used: what SES has counted, and what it may not have counted
 * yet.
 *
 * SES's own figure is exact for everything that it has had time to count, whoever sent it, and so
 * is right about slots that came to nothing: a run that died, an SES out of reach, an account that
 * is paused. Only of the last moments the ledger has to know for itself.
 */

/** Recipients that were reserved, and may have been sent. */
export interface UseCounts {
  /** Per UTC hour (epoch hours); 26 are kept. */
  readonly sentByHour: ReadonlyMap<number, number>;
  /** Per half minute (epoch half minutes); those of the last two minutes are kept. */
  readonly sentByPeriod: ReadonlyMap<number, number>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const periodMs = 30_000;

/**
 * From a reservation until SES's figure surely counts its mail: a run of the sender ends within 60
 * s, and SES's count lags by some seconds. Should it lag for longer, the hours below keep the quota
 * of an account that nobody else uses.
 */
const confirmedAfterMs = 90_000;

/** What is reserved before a full hour may be sent after it. */
const sentAfterMs = confirmedAfterMs;

export const epochHour = (epochMs: number): number => Math.floor(epochMs / hourMs);

export const epochPeriod = (epochMs: number): number => Math.floor(epochMs / periodMs);

const sumSince = (counts: ReadonlyMap<number, number>, from: number): number =>
  [...counts].reduce((sum, [at, sent]) => (at >= from ? sum + sent : sum), 0);

/** First hour of which a mail may lie within the 24 hours before `atMs`. */
const firstHour = (atMs: number): number => epochHour(atMs - dayMs - sentAfterMs);

/** First period that SES's figure of `askedAtMs` may lack. */
const firstPeriod = (askedAtMs: number): number => epochPeriod(askedAtMs - confirmedAfterMs);

/**
 * Recipients of the rolling 24 hours, at most.
 *
 * Two counts are never too small. SES's figure with all that it may lack, which counts the last two
 * minutes twice; and, where nobody else sends, our own hours, which count the oldest hour in full
 * and slots that came to nothing. So the smaller of them is taken. Where SES has counted more than
 * we ever reserved somebody else does send.
 *
 * @param sentLast24Hours - SES's figure
 * @param askedAtMs - when SES was asked for it; epoch ms
 */
export const used = (counts: UseCounts, sentLast24Hours: number, askedAtMs: number): number => {
  const bySes = sentLast24Hours + sumSince(counts.sentByPeriod, firstPeriod(askedAtMs));
  const byUs = sumSince(counts.sentByHour, firstHour(askedAtMs));
  return sentLast24Hours > byUs ? bySes : Math.min(bySes, byUs);
};

/**
 * Counters that no later reading needs; one that was asked for a while ago may still come to be
 * written.
 */
export const isForgotten = {
  hour: (hour: number, nowMs: number): boolean => hour < firstHour(nowMs) - 1,
  period: (period: number, nowMs: number): boolean => period < firstPeriod(nowMs) - 2,
} as const;
