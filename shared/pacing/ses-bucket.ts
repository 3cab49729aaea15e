/**
 * What SES's token bucket accepts at a rate: intervals, bursts, lateness and sizes of calls. SES
 * does not publish its limiter; it behaves like a token bucket that holds a second of the account's
 * rate, and one or two tokens at one or two mails a second.
 */

/** Most recipients that SES takes in one call. */
export const mostRecipientsPerCall = 50;

/** Rate up to which an account is slow and its bucket allows no burst; recipients per second. */
const slowRate = 2;
/**
 * Added to the interval of a slow account, so that a mail delayed by the network is not followed
 * too closely; ms.
 */
const slowSlackMs = 60;
/** GCRA burst tolerance of all faster accounts; ms. */
const burstToleranceMs = 300;

const isSlow = (minIntervalMs: number): boolean => minIntervalMs >= 1000 / slowRate;

/** Shortest interval between two recipients at a rate in recipients per second; ms. */
export const minIntervalFor = (ratePerSecond: number): number =>
  1000 / ratePerSecond + (ratePerSecond <= slowRate ? slowSlackMs : 0);

/**
 * Longest time before its slot that a job is handed over, so that its claim is written when the
 * slot comes; ms.
 */
export const longestLeadMs = 250;

/**
 * GCRA burst tolerance (tau): how far an idle sender may lag behind and catch up at once; ms.
 * Negative at up to 2 recipients per second, where SES allows no burst: the first slot after a rest
 * then lies `longestLeadMs` ahead, the time it takes to get ready.
 */
export const tauFor = (minIntervalMs: number): number =>
  isSlow(minIntervalMs) ? -longestLeadMs : burstToleranceMs;

/**
 * Lateness that SES's bucket of one second of rate absorbs, less a tenth for the way to SES; ms.
 */
const forgivenLatenessMs = 900;
/**
 * Rate up to which few mails are under way at once; recipients per second. At higher rates one
 * delay makes many mails late, and their slots would all be lost together.
 */
const evenUpToRate = 50;

/**
 * How long after its slot a mail may leave for SES; ms. SES's bucket keeps room for it that long; a
 * later mail would take the room of those that are on time.
 */
export const latenessFor = (minIntervalMs: number): number => {
  if (isSlow(minIntervalMs)) return slowSlackMs / 2;
  // With this limit no second holds more than 1.3 of the rate, however late mails are; 1.4 after a
  // rest, when the first slots lie in the past.
  return minIntervalMs >= 1000 / evenUpToRate ? burstToleranceMs : forgivenLatenessMs;
};

/**
 * Recipients to reserve in one write: a second of rate, so that a crash loses no more than that.
 */
export const chunkSize = (intervalMs: number): number => Math.max(1, Math.floor(1000 / intervalMs));

/**
 * Most recipients of one call: half a second of rate, because SES takes all of them at once out of
 * a bucket of one second.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html (50 per message)
 */
export const recipientsPerCall = (minIntervalMs: number): number =>
  Math.min(mostRecipientsPerCall, Math.max(1, Math.floor(500 / minIntervalMs + 1e-9)));
