import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { hourMs } from './periods.ts';

/** How long after it happened SES may publish an event: seconds as a rule. */
export const longestDelayMs = hourMs;
/** How far a clock may be ahead of SNS's: the one of a mail server that bounced, ours. */
export const clockSkewMs = 5 * 60_000;

/**
 * When an event counts for a reputation; epoch ms. That is when it happened, unless it says a time
 * that is far from the one at which SNS says it was published: then it is the latter. So nobody who
 * writes events chooses freely where they are kept.
 *
 * Every copy of an event that is delivered again, however late, brings SNS's time along, so it
 * counts at the same time. An event that came without SNS counts when it happened, and never in the
 * future.
 */
export const countedAt = (
  { atMs, publishedAtMs }: Pick<FeedbackEvent, 'atMs' | 'publishedAtMs'>,
  nowMs: number,
): number => {
  if (publishedAtMs === undefined) return Math.min(atMs, nowMs);
  const isNear = atMs >= publishedAtMs - longestDelayMs && atMs <= publishedAtMs + clockSkewMs;
  return isNear ? atMs : publishedAtMs;
};
