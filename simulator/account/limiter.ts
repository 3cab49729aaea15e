/** Model of the account's send rate limit. */
export type LimiterKind = 'token-bucket' | 'sliding';

/** Recipients accepted at one time. */
interface Taken {
  readonly atMs: number;
  readonly recipients: number;
}

/**
 * A token bucket of one second of rate, which starts full and refills evenly: short bursts pass,
 * long ones do not.
 *
 * AWS documents that the rate "can be exceeded for short bursts, but not for sustained periods",
 * but not how large a burst may be.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html
 */
export interface TokenBucket {
  readonly kind: 'token-bucket';
  readonly ratePerSecond: number;
  readonly tokens: number;
  readonly atMs: number;
}

/**
 * The strictest reading of "per second": no window of one second, wherever it begins, holds more
 * recipients than the rate.
 */
export interface SlidingWindow {
  readonly kind: 'sliding';
  readonly ratePerSecond: number;
  /** Accepted recipients that still count, oldest first. */
  readonly taken: readonly Taken[];
}

export type Limiter = TokenBucket | SlidingWindow;

const oneSecondMs = 1000;

/**
 * Tolerance; ms. Epoch milliseconds in a double are exact to a quarter of a microsecond, and a
 * sender at exactly the rate must not be refused because of that.
 */
const clockRoundingMs = 1e-3;

/**
 * Most recipients at once after a rest. With a rate below one, one recipient still passes, only
 * less often.
 */
const burstOf = (ratePerSecond: number): number => Math.max(1, ratePerSecond);

/** A limiter after a rest. */
export const newLimiter = (kind: LimiterKind, ratePerSecond: number, nowMs: number): Limiter =>
  kind === 'token-bucket'
    ? { kind, ratePerSecond, tokens: burstOf(ratePerSecond), atMs: nowMs }
    : { kind, ratePerSecond, taken: [] };

const refill = (bucket: TokenBucket, nowMs: number): TokenBucket => {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  const tokens = Math.min(
    burstOf(bucket.ratePerSecond),
    bucket.tokens + (elapsedMs * bucket.ratePerSecond) / oneSecondMs,
  );
  return { ...bucket, tokens, atMs: bucket.atMs + elapsedMs };
};

const windowMs = (ratePerSecond: number): number =>
  ratePerSecond < 1 ? oneSecondMs / ratePerSecond : oneSecondMs;

/** Result of one request; a refused request leaves the limiter as it was. */
export interface Take {
  readonly isTaken: boolean;
  readonly limiter: Limiter;
}

const takeFromBucket = (bucket: TokenBucket, recipients: number, nowMs: number): Take => {
  const filled = refill(bucket, nowMs);
  const rounding = (clockRoundingMs * bucket.ratePerSecond) / oneSecondMs;
  return filled.tokens + rounding >= recipients
    ? { isTaken: true, limiter: { ...filled, tokens: filled.tokens - recipients } }
    : { isTaken: false, limiter: filled };
};

const stillTaken = (window: SlidingWindow, nowMs: number): readonly Taken[] => {
  const spanMs = windowMs(window.ratePerSecond) - clockRoundingMs;
  return window.taken.filter((entry) => nowMs - entry.atMs < spanMs);
};

const takeFromWindow = (window: SlidingWindow, recipients: number, nowMs: number): Take => {
  const taken = stillTaken(window, nowMs);
  const used = taken.reduce((sum, entry) => sum + entry.recipients, 0);
  return used + recipients <= burstOf(window.ratePerSecond)
    ? { isTaken: true, limiter: { ...window, taken: [...taken, { atMs: nowMs, recipients }] } }
    : { isTaken: false, limiter: { ...window, taken } };
};

/**
 * Takes recipients from the rate, all or none.
 *
 * @param nowMs - epoch milliseconds, may be fractional; must not run backwards between calls
 */
export const takeRecipients = (limiter: Limiter, recipients: number, nowMs: number): Take => {
  switch (limiter.kind) {
    case 'token-bucket':
      return takeFromBucket(limiter, recipients, nowMs);
    case 'sliding':
      return takeFromWindow(limiter, recipients, nowMs);
  }
};

/** Takes recipients of another sender, who came first, whatever the rate. */
export const forceRecipients = (limiter: Limiter, recipients: number, nowMs: number): Limiter => {
  switch (limiter.kind) {
    case 'token-bucket': {
      const filled = refill(limiter, nowMs);
      return { ...filled, tokens: filled.tokens - recipients };
    }
    case 'sliding':
      return { ...limiter, taken: [...stillTaken(limiter, nowMs), { atMs: nowMs, recipients }] };
  }
};

/** The same limiter at another rate; recipients that were taken stay counted. */
export const changeRate = (limiter: Limiter, ratePerSecond: number, nowMs: number): Limiter => {
  switch (limiter.kind) {
    case 'token-bucket': {
      const filled = refill(limiter, nowMs);
      return { ...filled, ratePerSecond, tokens: Math.min(filled.tokens, burstOf(ratePerSecond)) };
    }
    case 'sliding':
      return { ...limiter, ratePerSecond };
  }
};
