/** Of the normal distribution, for 95 % between both bounds. */
const z = 1.96;

/**
 * The lowest rate that what was seen is still in keeping with: the lower bound of the Wilson score
 * interval, 95 %.
 *
 * Few mails prove little, so for them it lies far below the rate that was seen (1 of 10: 1.8 %),
 * for many close to it (600 of 10,000: 5.6 %). A bounce may be known before its mail is, so more
 * hits than mails are taken for as many.
 *
 * @returns from 0 to 1; 0 when nothing was hit
 * @see https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
 */
export const provenRate = (hits: number, total: number): number => {
  if (hits <= 0) return 0;
  const n = Math.max(hits, total);
  const rate = hits / n;
  const centre = rate + (z * z) / (2 * n);
  const margin = z * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return Math.max(0, (centre - margin) / (1 + (z * z) / n));
};
