import { type Limiter, newLimiter, takeRecipients } from './limiter.ts';

/**
 * Limits each action, except the sending ones, to one call per second, as SES does.
 *
 * @returns whether this call may pass now
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Rate at which you can call Amazon SES
 * API actions"
 */
export const createCallLimiter = (clock: () => number): ((action: string) => boolean) => {
  const limiters = new Map<string, Limiter>();
  return (action) => {
    const nowMs = clock();
    const { isTaken, limiter } = takeRecipients(
      limiters.get(action) ?? newLimiter('token-bucket', 1, nowMs),
      1,
      nowMs,
    );
    limiters.set(action, limiter);
    return isTaken;
  };
};
