import type { Acceptance, SesStatistics } from '../../local/lab/ses-control.ts';
import type { Happened, RunProgress } from './follow-script.ts';
import {
  acceptedBetween,
  type Part,
  percentile,
  throttledBetween,
  throttlesStop,
  utilisationOf,
} from './measure.ts';
import type { RowPlan, ScenarioFigures } from './row.ts';

/** Throttling has stopped when there was none for this long; ms. */
const throttleQuietMs = 5_000;
/** Lost slots count from one second before a kill to this long after it; ms. */
const killLookMs = 6_000;
/** Time that the bulk lane has to give way after the burst began; ms. */
const yieldMs = 2_000;
/** Interval in which the simulated SES counts throttles; ms. */
const tenthMs = 100;

/** Records of a run. */
export interface Measured {
  readonly acceptances: readonly Acceptance[];
  readonly statistics: SesStatistics;
  readonly progress: RunProgress;
  /** The steady part; undefined when the run was too short to have one. */
  readonly part: Part | undefined;
  /** Time at which each message was first accepted, by id; only where lanes are compared. */
  readonly acceptedAt: ReadonlyMap<string, number>;
}

/** Figures of one scenario. */
export const figuresOf = (plan: RowPlan, measured: Measured): ScenarioFigures => {
  const last = measured.progress.happened.at(-1);
  if (last === undefined) return {};
  switch (last.incident.kind) {
    case 'rate':
      return rateFigures(measured, last);
    case 'foreign':
      return foreignFigures(measured, last);
    case 'kill':
      return killFigures(measured, plan, last);
    case 'transactional':
      return laneFigures(measured, last);
    default:
      return last.incident satisfies never;
  }
};

const rateFigures = ({ statistics }: Measured, { toMs }: Happened): ScenarioFigures => ({
  throttledAfterNotice: throttledBetween(statistics.per100ms, {
    fromMs: toMs + tenthMs,
    toMs: Number.POSITIVE_INFINITY,
  }),
});

const foreignFigures = (
  { acceptances, statistics, progress }: Measured,
  { fromMs, toMs }: Happened,
): ScenarioFigures => {
  const stopMs = throttlesStop(statistics.per100ms, { fromMs, toMs }, throttleQuietMs);
  if (stopMs === undefined) return { throttlesStopAfterSeconds: null, utilisationAfter: null };
  return {
    throttlesStopAfterSeconds: (stopMs - fromMs) / 1000,
    utilisationAfter: utilisationOf(acceptances, progress.steps, { fromMs: stopMs, toMs }),
  };
};

const killFigures = (
  { acceptances }: Measured,
  plan: RowPlan,
  { fromMs, incident }: Happened,
): ScenarioFigures => {
  const around = { fromMs: fromMs - 1000, toMs: fromMs + killLookMs };
  const missing =
    (plan.rate * (around.toMs - around.fromMs)) / 1000 - acceptedBetween(acceptances, around);
  return {
    slotsLostPerKill: Math.max(0, missing) / (incident.kind === 'kill' ? incident.containers : 1),
  };
};

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const laneFigures = ({ progress, acceptedAt }: Measured, burst: Happened): ScenarioFigures => {
  const inBurst = [...acceptedAt]
    .filter(([, atMs]) => atMs >= burst.fromMs + yieldMs && atMs < burst.toMs)
    .map(([id]) => id);
  const waits = [...progress.queuedAt].map(
    ([id, queuedMs]) => ((acceptedAt.get(id) ?? Number.POSITIVE_INFINITY) - queuedMs) / 1000,
  );
  return {
    marketingShare:
      inBurst.length === 0
        ? 0
        : inBurst.filter((id) => id.startsWith('m-')).length / inBurst.length,
    transactionalP99Seconds: finiteOrNull(percentile(waits, 0.99)),
  };
};
