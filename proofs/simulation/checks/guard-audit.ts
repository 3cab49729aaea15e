import { provenRate } from '../../../shared/reputation/confidence.ts';
import { dayWindowFrom, slotOf, weekWindowFrom } from '../../../shared/reputation/periods.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';
import type { Report } from './violation.ts';

/** Mail that went out, or bounces that came, at a time (epoch ms). */
export interface Counted {
  readonly atMs: number;
  readonly sent: number;
  readonly bounced: number;
}

/** Part of the limit at which a standing that was bad is left. */
const wayBack = 0.8;

/**
 * Compares the guard's pauses of one scope with what happened. Bounces that were known when a person
 * resumed the guard's own pause are forgiven, and nothing else is: a person's own pause and resume
 * change nothing.
 */
export const createGuardAudit = ({ report }: { readonly report: Report }) => {
  const counted: Counted[] = [];
  let forgivenMs = Number.NEGATIVE_INFINITY;
  const rateFrom = (startMs: number) => {
    const within = counted.filter(({ atMs }) => atMs >= startMs);
    const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
    const hits = sum(within.map(({ atMs, bounced }) => (atMs > forgivenMs ? bounced : 0)));
    return { hits, rate: provenRate(hits, sum(within.map(({ sent }) => sent))) };
  };
  const isBad = (nowMs: number, share: number): boolean =>
    [dayWindowFrom(nowMs), weekWindowFrom(nowMs)]
      .map(rateFrom)
      .some(
        ({ hits, rate }) =>
          hits >= defaultThresholds.bounce.pauseFrom &&
          rate >= share * defaultThresholds.bounce.pauseAt,
      );
  return {
    count: (one: Counted): void => void counted.push(one),
    /** A person has resumed what the guard had paused. */
    forgive: (atMs: number): void => {
      // What comes within the five minutes of the resume counts as known.
      forgivenMs = slotOf(atMs) + 300_000 - 1;
    },
    /** The guard has judged. */
    judged: (nowMs: number, before: string | undefined, after: string | undefined): void => {
      if (after === undefined && isBad(nowMs, 1))
        report('guard', undefined, 'mail of a bad reputation goes out, and the guard lets it');
      if (before === undefined && after === 'guard' && !isBad(nowMs, wayBack))
        report('guard', undefined, 'the guard pauses mail for what was forgiven');
    },
  };
};

export type GuardAudit = ReturnType<typeof createGuardAudit>;
