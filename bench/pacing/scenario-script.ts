import type { Scenario } from './row.ts';

/** An event in the middle of a run. */
export type Incident =
  | { readonly kind: 'rate'; readonly factor: number }
  | { readonly kind: 'foreign'; readonly share: number; readonly seconds: number }
  | { readonly kind: 'kill'; readonly containers: number }
  /** Transactional mail at this share of the rate, beside the backlog. */
  | { readonly kind: 'transactional'; readonly share: number; readonly seconds: number };

/** An incident and its time after the start of the steady part; seconds. */
export interface ScriptedIncident {
  readonly atSeconds: number;
  readonly incident: Incident;
}

/** Course of a run. */
export interface ScenarioScript {
  /** Length of the steady part; seconds. */
  readonly seconds: number;
  /** Backlog in the queue, as time that it takes at the first rate; seconds. */
  readonly backlogSeconds: number;
  /** Queue of the pipeline that holds the backlog. */
  readonly lane: 'transactional' | 'bulk';
  readonly incidents: readonly ScriptedIncident[];
  /** Visibility timeout: messages of a killed container are received again after it; seconds. */
  readonly visibilitySeconds: number;
  /** Longest time after the backlog until every message has ended; seconds. */
  readonly patienceSeconds: number;
}

/** Share of the rate that the other sender takes in `foreign-30`. */
const foreignShare = 0.3;
/** Demand for transactional mail, divided by the rate: of a quiet day, and of a burst. */
export const calmShare = 0.3;
const burstShare = 1.2;
/** Number of containers killed in `kill-2`. */
export const killedContainers = 2;

/** Longer than any batch takes: live containers end or renew in time. */
const visibilitySeconds = 360;
/**
 * Shorter in the scenario with kills, so that the run ends soon; still longer than any batch takes
 * at its rates.
 */
const visibilityAfterKillSeconds = 30;
/**
 * Visibility timeout of the other designs' queue, which their containers renew: below SQS's
 * default, so that returned messages are received again soon.
 */
export const plainVisibilitySeconds = 10;
/**
 * Time after a kill until all is settled: the lease ends with the run that held it, then SES's
 * event has two minutes to show the outcome of the call.
 */
const settleSeconds = 240;

/**
 * Script of a scenario at a rate.
 *
 * @param seconds - length of the steady part, in place of the scenario's own
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
  if (quick) return rate < 100 ? 7 : 6;
  if (rate < 100) return 40;
  return rate < 1000 ? 25 : 15;
};

/** Input of a script. */
interface Frame {
  readonly rate: number;
  readonly quick: boolean;
  /** Length of the steady part: the one asked for, else one of these defaults; seconds. */
  readonly lengthOr: (full: number, quick: number) => number;
}

/** Fields that all scripts share. */
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
    // Enough to fill the burst, too, if the bulk lane did not give way.
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
