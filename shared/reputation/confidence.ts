/** Quantile of the normal distribution for a two-sided 95 % interval. */
const z = 1.96;

/**
 * Lowest rate that is consistent with the observation: the lower bound of the Wilson score
 * interval, 95 %.
 *
 * Few mails prove little, so the bound lies far below their observed rate (1 of 10: 1.8 %) and
 * close to that of many (600 of 10,000: 5.6 %). A bounce may be recorded before its mail, so `hits`
 * above `total` count as `hits` of `hits`.
 *
 * @returns from 0 to 1; 0 without hits
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
