/**
 * Recipients used of the 24-hour quota: those that SES has counted, and those that it may not have
 * counted yet.
 *
 * SES's own figure is exact for everything that it had time to count, whoever sent it. It is also
 * right about slots that were reserved but not used: a run that died, SES out of reach, an account
 * that is paused. The ledger has to count for itself only the last moments.
 */

/** Recipients reserved, which may have been sent. */
export interface UseCounts {
  /** By UTC hour (epoch hours); 26 hours are kept. */
  readonly sentByHour: ReadonlyMap<number, number>;
  /** By half minute (epoch half minutes); the last two minutes are kept. */
  readonly sentByPeriod: ReadonlyMap<number, number>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const periodMs = 30_000;

/**
 * Time from a reservation until SES's figure surely counts its mail; ms. A run of the sender ends
 * within 60 s, and SES's count lags by some seconds. If it lagged longer, the hourly counts still
 * protect the quota of an account that nobody else uses.
 */
const confirmedAfterMs = 90_000;

/** Mail reserved in one hour may be sent this much later, in the next; ms. */
const sentAfterMs = confirmedAfterMs;

export const epochHour = (epochMs: number): number => Math.floor(epochMs / hourMs);

export const epochPeriod = (epochMs: number): number => Math.floor(epochMs / periodMs);

const sumSince = (counts: ReadonlyMap<number, number>, from: number): number =>
  [...counts].reduce((sum, [at, sent]) => (at >= from ? sum + sent : sum), 0);

/** First hour whose mail may lie within the 24 hours before `atMs`. */
const firstHour = (atMs: number): number => epochHour(atMs - dayMs - sentAfterMs);

/** First half minute that SES's figure of `askedAtMs` may lack. */
const firstPeriod = (askedAtMs: number): number => epochPeriod(askedAtMs - confirmedAfterMs);

/**
 * Upper bound of the recipients used in the rolling 24 hours.
 *
 * Two counts are never too small, so the smaller one is taken. One is SES's figure plus all that it
 * may lack, which counts the last two minutes twice. The other, valid where nobody else sends, is
 * our own hourly counts, which count the oldest hour in full and include unused slots. When SES has
 * counted more than we ever reserved, somebody else does send, and only the first one holds.
 *
 * @param sentLast24Hours - SES's figure
 * @param askedAtMs - when SES was asked for it; epoch ms
 */
export const used = (counts: UseCounts, sentLast24Hours: number, askedAtMs: number): number => {
  const bySes = sentLast24Hours + sumSince(counts.sentByPeriod, firstPeriod(askedAtMs));
  const byUs = usedByUs(counts, askedAtMs);
  return sentLast24Hours > byUs ? bySes : Math.min(bySes, byUs);
};

/** Recipients that the ledger itself counted in the 24 hours before `atMs`, the oldest hour in full. */
export const usedByUs = ({ sentByHour }: Pick<UseCounts, 'sentByHour'>, atMs: number): number =>
  sumSince(sentByHour, firstHour(atMs));

/**
 * Whether a counter is needed by no later reading; a reading that was requested some time ago may
 * still have to be written.
 */
export const isForgotten = {
  hour: (hour: number, nowMs: number): boolean => hour < firstHour(nowMs) - 1,
  period: (period: number, nowMs: number): boolean => period < firstPeriod(nowMs) - 2,
} as const;
