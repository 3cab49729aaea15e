import { provenRate } from './confidence.ts';
import { type Counts, noCounts } from './counts.ts';
import type { Limit, Thresholds } from './thresholds.ts';

/** Standings from good to bad. */
export const standings = ['healthy', 'warned', 'paused'] as const;

export type Standing = (typeof standings)[number];

/** Counts over 24 hours and over 7 days. */
export interface Windows {
  readonly day: Counts;
  readonly week: Counts;
}

/**
 * Counts by which a scope is judged: mail of the pipeline's own account, and mail that other
 * accounts report. They are never added up, because the owner of a topic elsewhere could invent
 * enough good mail to hide bad mail here.
 */
export interface Evidence {
  readonly here: Windows;
  readonly elsewhere: Windows;
}

export const noWindows: Windows = { day: noCounts, week: noCounts };

export interface Verdict {
  readonly standing: Standing;
  /** The worst rate as a sentence, for logs and people. */
  readonly why: string;
}

/**
 * Hysteresis: a standing is left only when the rate falls below this share of the limit that led to
 * it.
 */
const wayBack = 0.8;

/**
 * Judges a scope by its rates of bounces and complaints over both windows, here and elsewhere; the
 * worst of the eight rates decides.
 *
 * The proven rate counts, not the observed one, so that one bounce in ten mails pauses nobody.
 *
 * @param before - previous standing, because a standing is left later than it is reached
 */
export const judge = (
  before: Standing,
  { here, elsewhere }: Evidence,
  { bounce, complaint }: Thresholds,
): Verdict => {
  const measureAll = ({ day, week }: Windows, place: string): readonly Measured[] => [
    measure(before, 'bounces', `24 hours${place}`, day.bounced, day.sent, bounce),
    measure(before, 'bounces', `7 days${place}`, week.bounced, week.sent, bounce),
    measure(before, 'complaints', `24 hours${place}`, day.complained, day.sent, complaint),
    measure(before, 'complaints', `7 days${place}`, week.complained, week.sent, complaint),
  ];
  const worst = [...measureAll(here, ''), ...measureAll(elsewhere, ' elsewhere')].reduce(worseOf);
  return { standing: worst.standing, why: sentenceOf(worst) };
};

const rankOf = (standing: Standing): number => standings.indexOf(standing);

/** The worse of two standings. */
export const worse = (a: Standing, b: Standing): Standing => (rankOf(b) > rankOf(a) ? b : a);

const measure = (
  before: Standing,
  name: string,
  window: string,
  hits: number,
  sent: number,
  limit: Limit,
): Measured => {
  const proven = provenRate(hits, sent);
  const standing = standingAt(before, hits, proven, limit);
  return { name, window, hits, sent, limit, proven, standing, weight: proven / limit.pauseAt };
};

const standingAt = (before: Standing, hits: number, proven: number, limit: Limit): Standing => {
  const holds = (standing: Exclude<Standing, 'healthy'>, at: number, from: number): boolean =>
    hits >= from && proven >= (rankOf(before) >= rankOf(standing) ? at * wayBack : at);
  if (holds('paused', limit.pauseAt, limit.pauseFrom)) return 'paused';
  return holds('warned', limit.warnAt, limit.warnFrom) ? 'warned' : 'healthy';
};

/** The first of two rates, unless the other has the worse standing or, at the same, more weight. */
const worseOf = (one: Measured, other: Measured): Measured => {
  const difference = rankOf(other.standing) - rankOf(one.standing) || other.weight - one.weight;
  return difference > 0 ? other : one;
};

const sentenceOf = ({ name, window, hits, sent, limit, proven }: Measured): string =>
  `${hits} ${name} in ${sent} mails over ${window}, a rate of ${inPercent(proven)} at least; ` +
  `warned at ${inPercent(limit.warnAt)}, paused at ${inPercent(limit.pauseAt)}`;

const inPercent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

interface Measured {
  readonly name: string;
  readonly window: string;
  readonly hits: number;
  readonly sent: number;
  readonly limit: Limit;
  readonly proven: number;
  readonly standing: Standing;
  /**
   * Proven rate divided by the rate that pauses, so that different kinds of rate can be compared.
   */
  readonly weight: number;
}
