import type { Scenario } from './row.ts';

/** Something that happens in the middle of a run. */
export type Incident =
  | { readonly kind: 'rate'; readonly factor: number }
  | { readonly kind: 'foreign'; readonly share: number; readonly seconds: number }
  | { readonly kind: 'kill'; readonly containers: number }
  /** Transactional mail at this share of the rate, beside the backlog. */
  | { readonly kind: 'transactional'; readonly share: number; readonly seconds: number };

/** Seconds count from the beginning of the steady part. */
export interface ScriptedIncident {
  readonly atSeconds: number;
  readonly incident: Incident;
}

/** What happens in a run, and when. */
export interface ScenarioScript {
  /** How long a steady part is wanted. */
  readonly seconds: number;
  /**
   * Seconds' worth of the first rate that lie in the queue, so that they last for the steady part.
   */
  readonly backlogSeconds: number;
  /** Which queue of the pipeline holds the backlog. */
  readonly lane: 'transactional' | 'bulk';
  readonly incidents: readonly ScriptedIncident[];
  /** Seconds after which messages of a container that died are received again; seconds. */
  readonly visibilitySeconds: number;
  /**
   * How much longer than the backlog takes a run may last until every message has come to its end;
   * seconds.
   */
  readonly patienceSeconds: number;
}

/** What a share of the rate another sender takes in `foreign-30`. */
const foreignShare = 0.3;
/** Demand for transactional mail, by the rate: what a quiet day asks for, and a burst. */
export const calmShare = 0.3;
const burstShare = 1.2;
/** Containers that die in `kill-2`. */
export const killedContainers = 2;

/** Longer than any batch takes; containers that live renew or end in time. */
const visibilitySeconds = 360;
/**
 * After a kill, so that the run need not last: still longer than any batch takes at the rates of
 * that scenario.
 */
const visibilityAfterKillSeconds = 30;
/**
 * Of the queue of the other designs, whose containers renew it: less than SQS's default, so that
 * what they put back comes again soon.
 */
export const plainVisibilitySeconds = 10;
/**
 * After a kill: the lease ends with the run that held it, then SES's event has two minutes to tell
 * what became of the call.
 */
const settleSeconds = 240;

/**
 * What happens in a scenario at a rate.
 *
 * @param seconds - replaces the length of the steady part
 */
export const scriptOf = (
  scenario: Scenario,
  rate: number,
  { quick, seconds }: { readonly quick: boolean; readonly seconds?: number },
): ScenarioScript =>
  scripts[scenario]({
    rate,
    quick,
    lengthOr: (full, short) => seconds ?? (quick ? short : full),
  });

const plainSeconds = (rate: number, quick: boolean): number => {
  if (quick) return rate < 100 ? 10 : 8;
  if (rate < 100) return 40;
  return rate < 1000 ? 25 : 15;
};

/** What a scenario is made of. */
interface Frame {
  readonly rate: number;
  readonly quick: boolean;
  /** Length of the steady part: the one that is wanted, else these. */
  readonly lengthOr: (full: number, quick: number) => number;
}

/** What scripts have in common. */
const baseOf = ({ quick }: Frame) =>
  ({
    lane: 'transactional',
    incidents: [],
    visibilitySeconds,
    patienceSeconds: quick ? 0 : 30,
  }) as const;

const steady = (frame: Frame, lane: ScenarioScript['lane']): ScenarioScript => {
  const { rate, lengthOr } = frame;
  const seconds = lengthOr(plainSeconds(rate, false), plainSeconds(rate, true));
  return { ...baseOf(frame), lane, seconds, backlogSeconds: seconds };
};

const rateChanges = (frame: Frame, factor: number): ScenarioScript => {
  const seconds = frame.lengthOr(40, 16);
  return {
    ...baseOf(frame),
    seconds,
    backlogSeconds: (seconds / 2) * (1 + factor),
    incidents: [{ atSeconds: seconds / 2, incident: { kind: 'rate', factor } }],
  };
};

const foreignSender = (frame: Frame): ScenarioScript => {
  const seconds = frame.lengthOr(60, 30);
  const foreign = { share: foreignShare, seconds: (seconds * 2) / 3 };
  return {
    ...baseOf(frame),
    seconds,
    backlogSeconds: seconds - foreign.share * foreign.seconds,
    incidents: [{ atSeconds: seconds / 6, incident: { kind: 'foreign', ...foreign } }],
  };
};

const containersDie = (frame: Frame): ScenarioScript => {
  const seconds = frame.lengthOr(30, 15);
  return {
    ...baseOf(frame),
    seconds,
    backlogSeconds: seconds,
    incidents: [
      { atSeconds: seconds / 3, incident: { kind: 'kill', containers: killedContainers } },
    ],
    visibilitySeconds: visibilityAfterKillSeconds,
    patienceSeconds: settleSeconds,
  };
};

const transactionalBurst = (frame: Frame): ScenarioScript => {
  const base = baseOf(frame);
  const seconds = frame.lengthOr(50, 25);
  const calm = { share: calmShare, seconds: seconds * 0.4 };
  const burst = { share: burstShare, seconds: seconds * 0.3 };
  return {
    ...base,
    lane: 'bulk',
    seconds,
    // Enough to fill the burst too, if the lane did not yield.
    backlogSeconds: seconds - calm.share * calm.seconds,
    incidents: [
      { atSeconds: seconds * 0.1, incident: { kind: 'transactional', ...calm } },
      { atSeconds: seconds * 0.6, incident: { kind: 'transactional', ...burst } },
    ],
    patienceSeconds: base.patienceSeconds + burst.seconds * burst.share,
  };
};

const scripts: Readonly<Record<Scenario, (frame: Frame) => ScenarioScript>> = {
  steady: (frame) => steady(frame, 'transactional'),
  'steady-bulk': (frame) => steady(frame, 'bulk'),
  'rate-halves': (frame) => rateChanges(frame, 0.5),
  'rate-doubles': (frame) => rateChanges(frame, 2),
  'foreign-30': foreignSender,
  'kill-2': containersDie,
  'transactional-burst': transactionalBurst,
};
