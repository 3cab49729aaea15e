/**
 * Figures of a run, from the counts of SES, the engines and the functions. Times are epoch ms
 * unless stated otherwise.
 */

import type { Acceptance, Tenth } from '../../local/lab/ses-control.ts';

/** Rate of the account from `fromMs` on; recipients per second. */
export interface RateStep {
  readonly fromMs: number;
  readonly perSecond: number;
}

export interface Part {
  readonly fromMs: number;
  readonly toMs: number;
}

const secondMs = 1000;

/** Number of recipients accepted from `fromMs` (inclusive) to `toMs` (exclusive). */
export const acceptedBetween = (
  acceptances: readonly Acceptance[],
  { fromMs, toMs }: Part,
): number =>
  acceptances.reduce(
    (sum, [atMs, recipients]) => (atMs >= fromMs && atMs < toMs ? sum + recipients : sum),
    0,
  );

/**
 * Number of recipients that the rate allowed in that time. The steps are in order; the first also
 * applies to all time before it.
 */
export const allowedBetween = (steps: readonly RateStep[], { fromMs, toMs }: Part): number =>
  steps.reduce((sum, { fromMs: stepMs, perSecond }, index) => {
    const begins = Math.max(fromMs, index === 0 ? fromMs : stepMs);
    const ends = Math.min(toMs, steps[index + 1]?.fromMs ?? toMs);
    return sum + (Math.max(0, ends - begins) / secondMs) * perSecond;
  }, 0);

/** Work that was left when a run ended. */
export interface RunEnd {
  readonly endMs: number;
  /** Number of messages still in a queue. */
  readonly leftQueued: number;
  /** Number of messages that the containers may hold at once. */
  readonly inHand: number;
}

/**
 * The steady part of a run, in which all containers work on a backlog. It begins at `readyMs`. It
 * leaves out the last messages, because only some containers have any then; where the backlog
 * lasts, it goes to the end. Both ends lie on accepted calls, so that a rate of one per second is
 * not off by one.
 *
 * @returns undefined when the run was too short
 */
export const steadyPart = (
  acceptances: readonly Acceptance[],
  readyMs: number,
  { endMs, leftQueued, inHand }: RunEnd,
): Part | undefined => {
  const fromMs = acceptances.find(([atMs]) => atMs >= readyMs)?.[0];
  const toMs =
    leftQueued > inHand ? endMs : acceptances[acceptances.length - 1 - (inHand - leftQueued)]?.[0];
  return fromMs === undefined || toMs === undefined || toMs <= fromMs
    ? undefined
    : { fromMs, toMs };
};

/** Utilisation: accepted recipients divided by allowed recipients, in a part of a run. */
export const utilisationOf = (
  acceptances: readonly Acceptance[],
  steps: readonly RateStep[],
  part: Part,
): number => acceptedBetween(acceptances, part) / allowedBetween(steps, part);

const highestRate = (steps: readonly RateStep[], { fromMs, toMs }: Part): number =>
  Math.max(
    ...steps
      .filter(
        (step, index) =>
          (index === 0 || step.fromMs < toMs) &&
          (steps[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) > fromMs,
      )
      .map(({ perSecond }) => perSecond),
  );

/**
 * The most recipients accepted in any second, divided by the highest rate allowed in that second.
 * The acceptances are in order of time.
 */
export const worstSecondOf = (
  acceptances: readonly Acceptance[],
  steps: readonly RateStep[],
): number => {
  let worst = 0;
  let inWindow = 0;
  let end = 0;
  for (const [fromMs, recipients] of acceptances) {
    const window = { fromMs, toMs: fromMs + secondMs };
    for (
      let next = acceptances[end];
      next !== undefined && next[0] < window.toMs;
      next = acceptances[end]
    ) {
      inWindow += next[1];
      end += 1;
    }
    worst = Math.max(worst, inWindow / highestRate(steps, window));
    inWindow -= recipients;
  }
  return worst;
};

/**
 * Jain's fairness index: 1 when all have the same, 1/n when one has everything.
 *
 * @see https://arxiv.org/abs/cs/9809099
 */
export const fairnessOf = (counts: readonly number[]): number => {
  const sum = counts.reduce((a, b) => a + b, 0);
  const squares = counts.reduce((a, b) => a + b * b, 0);
  return squares === 0 ? 1 : sum ** 2 / (counts.length * squares);
};

/**
 * Quantile: the smallest value that at least this share (0 to 1) of the values do not exceed. NaN
 * when there are no values.
 */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

const tenthMs = 100;

/** Number of recipients throttled in a part of a run; resolution 100 ms. */
export const throttledBetween = (tenths: readonly Tenth[], { fromMs, toMs }: Part): number =>
  tenths.reduce(
    (sum, { t, throttled }) => (t + tenthMs > fromMs && t < toMs ? sum + throttled : sum),
    0,
  );

/**
 * Time at which throttling stopped: the end of the last throttle before `quietMs` without any.
 *
 * @returns undefined when there is no such time in the part
 */
export const throttlesStop = (
  tenths: readonly Tenth[],
  part: Part,
  quietMs: number,
): number | undefined => {
  const throttled = tenths
    .filter(({ t, throttled }) => throttled > 0 && t + tenthMs > part.fromMs && t < part.toMs)
    .map(({ t }) => t);
  let quietFromMs = part.fromMs;
  for (const t of [...throttled.toSorted((a, b) => a - b), part.toMs]) {
    if (t - quietFromMs >= quietMs) return quietFromMs;
    quietFromMs = Math.max(quietFromMs, t + tenthMs);
  }
  return undefined;
};

/** An invocation, as it is billed. */
export interface BilledRun {
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** Time of all invocations that falls into the part; ms. */
export const billedBetween = (runs: readonly BilledRun[], { fromMs, toMs }: Part): number =>
  runs.reduce(
    (sum, { startedAtMs, durationMs }) =>
      sum + Math.max(0, Math.min(toMs, startedAtMs + durationMs) - Math.max(fromMs, startedAtMs)),
    0,
  );
