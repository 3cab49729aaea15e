import type { Report, Violation } from './checks/violation.ts';
import { buildWorld, type Materials } from './history/build-world.ts';
import { type Deployment, deploy, functionsOf } from './history/deploy.ts';
import { closeAudits, drainMs, isAtRest, watchLength } from './history/end-of-history.ts';
import { faultsByTime } from './history/faults-by-time.ts';
import { lookForIdleQuota } from './history/look-for-idle-quota.ts';
import { planAccountChanges } from './history/plan-account-changes.ts';
import { planBudgets } from './history/plan-budgets.ts';
import { planBulkClosure } from './history/plan-bulk-closure.ts';
import { type ForgedFeedback, planForgedFeedback } from './history/plan-forged-feedback.ts';
import { type Guarding, planGuarding } from './history/plan-guarding.ts';
import { planReleases, type Releases } from './history/plan-releases.ts';
import { planSchedules } from './history/plan-schedules.ts';
import { planHastySuppressions, planSuppressions } from './history/plan-suppressions.ts';
import { planTraffic } from './history/plan-traffic.ts';
import { planWayOut } from './history/plan-way-out.ts';
import { createFeedbackInbox, publishFeedback } from './history/publish-feedback.ts';
import { watchSes } from './history/watch-ses.ts';
import { type MutationPoints, noMutation } from './pipeline/mutation-points.ts';
import type { World } from './pipeline/world.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import type { Scenario, ScenarioSize } from './scenario/scenario.ts';
import { drawTraffic } from './traffic.ts';
import { createDice } from './world/dice.ts';
import { createJournal, type Entry } from './world/journal.ts';
import { createTimeline } from './world/timeline.ts';

/** One history, and the promises that it broke. */
export interface History {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly violations: readonly Violation[];
  readonly entries: readonly Entry[];
  /** Equal for two histories exactly when they are the same. */
  readonly digest: () => string;
  readonly figures: Figures;
}

/** Figures of a history. */
export interface Figures {
  readonly messages: number;
  /** Recipients whose mail SES accepted. */
  readonly accepted: number;
  readonly refusedForRate: number;
  readonly runs: number;
  readonly kills: number;
  readonly simulatedHours: number;
}

export interface HistoryOptions extends ScenarioSize {
  readonly seed: number;
  /** Changes between the handlers and the world; none by default. */
  readonly mutationPoints?: Partial<MutationPoints>;
}

/**
 * Plays one history: the real handlers over models of the services, from the first message until
 * everything has come to rest.
 *
 * The same seed and size give the same history, down to each byte of its journal.
 */
export const playHistory = async (options: HistoryOptions): Promise<History> => {
  const violations: Violation[] = [];
  const materials = materialsOf(options, violations);
  const { scenario, timeline, journal, faults } = materials;
  const world = buildWorld(materials);
  const refusedForRate = watchSes(world);
  const inbox = createFeedbackInbox(world);
  const deployment = deploy(materials, world, inbox.acknowledge);
  const feedback = publishFeedback(materials, world, deployment, inbox);
  const { releases, forged, guarding } = planAll(materials, world, deployment);
  const isTooLong = watchLength(scenario, materials.report);
  const isOver = () =>
    isTooLong() || (faults.isCalm() && isAtRest(world, deployment, feedback, releases, forged));
  await timeline.run(scenario.calmFromMs + drainMs(scenario), isOver);
  await guarding.settled();
  await closeAudits(world, scenario);
  const functions = functionsOf(deployment);
  return {
    ...{ seed: scenario.seed, scenario, violations },
    entries: journal.entries,
    digest: journal.digest,
    figures: {
      messages: scenario.messages,
      accepted: world.audits.mail.acceptedRecipients(),
      refusedForRate: refusedForRate(),
      runs: functions.reduce((sum, one) => sum + one.runs(), 0),
      kills: functions.reduce((sum, one) => sum + one.kills(), 0),
      simulatedHours: Math.round((timeline.now() - scenario.startMs) / 3_600_000),
    },
  };
};

/**
 * Builds what a history is made of.
 *
 * @param violations - receives broken promises
 */
const materialsOf = (
  { seed, mutationPoints = {}, ...size }: HistoryOptions,
  violations: Violation[],
): Materials => {
  const root = createDice(seed);
  const scenario = drawScenario(seed, root.fork('scenario'), size);
  const timeline = createTimeline(scenario.startMs);
  const journal = createJournal(timeline.now);
  const report: Report = (promise, subject, detail) => {
    violations.push({ promise, subject, atMs: timeline.now(), detail });
    journal.note(subject, `!! ${promise}: ${detail}`);
  };
  const faults = faultsByTime(scenario, timeline.now);
  const points = { ...noMutation, ...mutationPoints };
  return { scenario, root, timeline, journal, faults, report, mutationPoints: points };
};

/** Plans everything from outside, and the schedules. */
const planAll = (
  { scenario, root, faults }: Materials,
  world: World,
  deployment: Deployment,
): {
  readonly releases: Releases;
  readonly forged: ForgedFeedback;
  readonly guarding: Guarding;
} => {
  planAccountChanges(world, scenario);
  planBudgets(world, scenario);
  planWayOut(world, scenario);
  planBulkClosure(world, scenario, deployment.sources.bulk);
  lookForIdleQuota(world, scenario, faults);
  const errands = drawTraffic(scenario, root.fork('traffic'));
  planTraffic(world, errands);
  planSuppressions(world, scenario, root.fork('operator'));
  planHastySuppressions(world, scenario, errands, root.fork('operator in a hurry'));
  const releases = planReleases(world, scenario);
  planSchedules(world, scenario, deployment);
  const { receiveWebhook } = deployment;
  const dice = root.fork('forger');
  return {
    releases,
    guarding: planGuarding(world, scenario, root.fork('guarding')),
    forged: planForgedFeedback(world, scenario, receiveWebhook, errands, dice),
  };
};
