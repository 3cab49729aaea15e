import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { hourMs } from './periods.ts';

/** Longest plausible delay between an event and its publication; ms. Seconds are usual. */
export const longestDelayMs = hourMs;
/** How far another clock (a mail server's, or ours) may be ahead of SNS's; ms. */
export const clockSkewMs = 5 * 60_000;

/**
 * Time at which an event counts for a reputation; epoch ms. It is the event's own time, or the time
 * of publication by SNS when the two are far apart. So whoever writes events cannot choose freely
 * in which period they count.
 *
 * Every redelivered copy carries SNS's time, so it counts at the same time however late it arrives.
 * An event without SNS counts at its own time, and never in the future.
 */
export const countedAt = (
  { atMs, publishedAtMs }: Pick<FeedbackEvent, 'atMs' | 'publishedAtMs'>,
  nowMs: number,
): number => {
  if (publishedAtMs === undefined) return Math.min(atMs, nowMs);
  const isNear = atMs >= publishedAtMs - longestDelayMs && atMs <= publishedAtMs + clockSkewMs;
  return isNear ? atMs : publishedAtMs;
};
