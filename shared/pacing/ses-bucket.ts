/**
 * What SES's token bucket takes at a rate: intervals, bursts, lateness and sizes. SES does not
 * publish its limiter; it behaves like a bucket that holds a second of the account's rate, and one
 * or two tokens at one or two mails a second.
 */

/** Recipients that SES takes in one call at most. */
export const mostRecipientsPerCall = 50;

/** Recipients per second up to which an account is slow: its bucket forgives nothing. */
const slowRate = 2;
/**
 * Milliseconds added to the interval of a slow account: a mail that is late by its network time
 * must not catch up.
 */
const slowSlackMs = 60;
/** Milliseconds of burst after a rest. */
const burstToleranceMs = 300;

const isSlow = (minIntervalMs: number): boolean => minIntervalMs >= 1000 / slowRate;

/** Milliseconds per recipient at this rate (recipients per second). */
export const minIntervalFor = (ratePerSecond: number): number =>
  1000 / ratePerSecond + (ratePerSecond <= slowRate ? slowSlackMs : 0);

/**
 * A job is handed over this long before its slot at most, so that its claim is written when the
 * slot comes.
 */
export const longestLeadMs = 250;

/**
 * GCRA's tau: how far a sender that was idle may lag behind and catch up at once; ms. Where SES's
 * own bucket forgives nothing it is less than none: the first slot after a rest lies as far ahead
 * as it takes to be ready for it.
 */
export const tauFor = (minIntervalMs: number): number =>
  isSlow(minIntervalMs) ? -longestLeadMs : burstToleranceMs;

/** SES's bucket holds a second of rate; a tenth of it is for the way to SES. */
const forgivenLatenessMs = 900;
/**
 * Up to this rate few mails are under way at once. At a higher one, what makes one late makes many
 * late, and their slots would be lost together.
 */
const evenUpToRate = 50;

/**
 * How long after its slot a mail may leave for SES; ms. For that long SES's bucket has kept room
 * for it; a later mail would take the room of those that are on time.
 */
export const latenessFor = (minIntervalMs: number): number => {
  if (isSlow(minIntervalMs)) return slowSlackMs / 2;
  // No second holds more than 1.3 of the rate then, however late mails are; 1.4 after a rest, when
  // the first slots lie in the past.
  return minIntervalMs >= 1000 / evenUpToRate ? burstToleranceMs : forgivenLatenessMs;
};

/** Recipients to reserve in one write: a second of rate, so that a crash loses no more. */
export const chunkSize = (intervalMs: number): number => Math.max(1, Math.floor(1000 / intervalMs));

/**
 * Recipients that one call may carry: half a second of rate, because SES takes all of them at once
 * out of a bucket of one second.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html (50 per message)
 */
export const recipientsPerCall = (minIntervalMs: number): number =>
  Math.min(mostRecipientsPerCall, Math.max(1, Math.floor(500 / minIntervalMs + 1e-9)));
