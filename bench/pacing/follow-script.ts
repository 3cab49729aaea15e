import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from '../../local/lab/wait-until.ts';
import type { RateStep } from './measure.ts';
import type { RowPlan } from './row.ts';
import { calmShare, type Incident, type ScenarioScript } from './scenario-script.ts';
import type { Subject } from './subject.ts';

/** Interval at which transactional mail is put on its queue; ms. */
const feedEveryMs = 100;

/** An incident that happened, with its times; epoch ms. */
export interface Happened {
  readonly incident: Incident;
  readonly fromMs: number;
  /** Time at which the design learned of it, or at which it ended. */
  readonly toMs: number;
}

/** Progress of a run so far. */
export interface RunProgress {
  readonly steps: RateStep[];
  readonly happened: Happened[];
  /** Time at which each transactional message of the calm part was put on its queue. */
  readonly queuedAt: Map<string, number>;
  /** Messages put on the queues so far. */
  queued: number;
}

/** Runs the incidents of the script in order, each at its time. */
export const followScript = async (
  subject: Subject,
  plan: RowPlan,
  script: ScenarioScript,
  progress: RunProgress,
  steadyFromMs: number,
): Promise<void> => {
  for (const { atSeconds, incident } of script.incidents) {
    await sleep(Math.max(0, steadyFromMs + atSeconds * 1000 - nowMs()));
    await carryOut(subject, plan, progress, incident);
  }
};

/** Ids of messages, numbered from `from` on. */
export const idsOf = (prefix: string, from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${from + index}`);

/** Puts transactional mail on its queue at an even pace. */
const feed = async (
  subject: Subject,
  progress: RunProgress,
  rate: number,
  { share, seconds }: { readonly share: number; readonly seconds: number },
) => {
  const startMs = nowMs();
  const total = Math.floor(rate * share * seconds);
  let fed = 0;
  while (fed < total) {
    const due = Math.min(total, Math.floor(((nowMs() - startMs) / 1000) * rate * share));
    if (due > fed) {
      const ids = idsOf(`t${Math.round(startMs)}`, fed, due - fed);
      const queuedMs = nowMs();
      if (share === calmShare) for (const id of ids) progress.queuedAt.set(id, queuedMs);
      progress.queued += ids.length;
      fed = due;
      await subject.enqueue('transactional', ids);
    }
    await sleep(feedEveryMs);
  }
};

const carryOut = async (
  subject: Subject,
  plan: RowPlan,
  progress: RunProgress,
  incident: Incident,
): Promise<void> => {
  const fromMs = nowMs();
  switch (incident.kind) {
    case 'rate':
      await subject.ses.changeRate(plan.rate * incident.factor);
      progress.steps.push({ fromMs, perSecond: plan.rate * incident.factor });
      await subject.tellRate();
      progress.happened.push({ incident, fromMs, toMs: nowMs() });
      return;
    case 'foreign': {
      const toMs = fromMs + incident.seconds * 1000;
      await subject.ses.addForeignSender(incident.share, incident.seconds);
      progress.steps.push(
        { fromMs, perSecond: plan.rate * (1 - incident.share) },
        { fromMs: toMs, perSecond: plan.rate },
      );
      progress.happened.push({ incident, fromMs, toMs });
      return;
    }
    case 'kill':
      subject.kill(incident.containers);
      progress.happened.push({ incident, fromMs, toMs: fromMs });
      return;
    case 'transactional':
      await feed(subject, progress, plan.rate, incident);
      progress.happened.push({ incident, fromMs, toMs: nowMs() });
      return;
    default:
      incident satisfies never;
  }
};
