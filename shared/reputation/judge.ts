import { provenRate } from './confidence.ts';
import { type Counts, noCounts } from './counts.ts';
import type { Limit, Thresholds } from './thresholds.ts';

/** From good to bad. */
export const standings = ['healthy', 'warned', 'paused'] as const;

export type Standing = (typeof standings)[number];

/** What was counted over 24 hours and over 7 days. */
export interface Windows {
  readonly day: Counts;
  readonly week: Counts;
}

/**
 * What a scope is judged by: the mail of the pipeline's own account, and what other accounts say
 * that they have sent. Never their sum, for whoever owns a topic elsewhere can make up as much good
 * mail as hides the bad mail here.
 */
export interface Evidence {
  readonly here: Windows;
  readonly elsewhere: Windows;
}

export const noWindows: Windows = { day: noCounts, week: noCounts };

export interface Verdict {
  readonly standing: Standing;
  /** The worst of the rates in a sentence, for the log and for people. */
  readonly why: string;
}

/** A standing once reached is left only when the rate falls below this share of what led to it. */
const wayBack = 0.8;

const rankOf = (standing: Standing): number => standings.indexOf(standing);

/** The worse of two standings. */
export const worse = (a: Standing, b: Standing): Standing => (rankOf(b) > rankOf(a) ? b : a);

const judgeRate = (before: Standing, hits: number, total: number, limit: Limit): Standing => {
  const proven = provenRate(hits, total);
  const holds = (standing: Exclude<Standing, 'healthy'>, at: number, from: number): boolean =>
    hits >= from && proven >= (rankOf(before) >= rankOf(standing) ? at * wayBack : at);
  if (holds('paused', limit.pauseAt, limit.pauseFrom)) return 'paused';
  return holds('warned', limit.warnAt, limit.warnFrom) ? 'warned' : 'healthy';
};

const inPercent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

interface Measured {
  readonly standing: Standing;
  /**
   * The proven rate as a share of the one that pauses, by which rates of different kinds compare.
   */
  readonly weight: number;
  readonly why: string;
}

/**
 * Judges a scope by its rates of bounces and complaints over both windows, here and elsewhere each
 * by itself; the worst of the eight decides.
 *
 * Counted is the proven rate and not the one seen, so that one bounce in ten mails pauses nobody.
 *
 * @param before - how it stood, for a standing is left later than it is reached
 */
export const judge = (
  before: Standing,
  { here, elsewhere }: Evidence,
  { bounce, complaint }: Thresholds,
): Verdict => {
  const measure = (
    name: string,
    window: string,
    hits: number,
    sent: number,
    limit: Limit,
  ): Measured => {
    const proven = provenRate(hits, sent);
    return {
      standing: judgeRate(before, hits, sent, limit),
      weight: proven / limit.pauseAt,
      why: `${hits} ${name} in ${sent} mails over ${window}, a rate of ${inPercent(proven)} at least; warned at ${inPercent(limit.warnAt)}, paused at ${inPercent(limit.pauseAt)}`,
    };
  };
  const measureAll = ({ day, week }: Windows, place: string) =>
    [
      measure('bounces', `24 hours${place}`, day.bounced, day.sent, bounce),
      measure('bounces', `7 days${place}`, week.bounced, week.sent, bounce),
      measure('complaints', `24 hours${place}`, day.complained, day.sent, complaint),
      measure('complaints', `7 days${place}`, week.complained, week.sent, complaint),
    ] as const;
  const [first, ...others] = measureAll(here, '');
  const { standing, why } = [...others, ...measureAll(elsewhere, ' elsewhere')].reduce<Measured>(
    (worst, rate) => {
      const difference =
        rankOf(rate.standing) - rankOf(worst.standing) || rate.weight - worst.weight;
      return difference > 0 ? rate : worst;
    },
    first,
  );
  return { standing, why };
};
