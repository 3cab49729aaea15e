import { createAudits } from '../checks/audits.ts';
import type { Report } from '../checks/violation.ts';
import { createDatabase } from '../models/dynamodb/database.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import { createProvider, type Provider } from '../models/provider.ts';
import { createQueue, longestRetentionMs, type Queue } from '../models/queue.ts';
import { createService, noServiceFaults, type ServiceFaults } from '../models/service.ts';
import { type Accepted, createSes } from '../models/ses.ts';
import { noSesFaults } from '../models/ses-network.ts';
import type { MutationPoints } from '../pipeline/mutation-points.ts';
import { tableShapes } from '../pipeline/tables.ts';
import { newWorld, type World } from '../pipeline/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Dice } from '../world/dice.ts';
import type { Journal } from '../world/journal.ts';
import type { Timeline } from '../world/timeline.ts';
import type { FaultsByTime } from './faults-by-time.ts';
import { forger } from './forge-posts.ts';

const settleMs = 120_000;

/** Parts of a history before anything is deployed. */
export interface Materials {
  readonly scenario: Scenario;
  readonly root: Dice;
  readonly timeline: Timeline;
  readonly journal: Journal;
  readonly faults: FaultsByTime;
  readonly report: Report;
  readonly mutationPoints: MutationPoints;
}

/** The services of a history, and their audits. */
export const buildWorld = (materials: Materials): World => {
  const { scenario, root, timeline, journal, faults, mutationPoints } = materials;
  const service = (name: string, attempts: number, now: () => ServiceFaults) =>
    createService({ timeline, dice: root.fork(name), attempts, faults: now });
  const ses = sesOf(materials);
  const audits = auditsOf(materials, ses);
  const provider = providerOf(materials, (accepted) => acceptBySmtp({ audits, journal }, accepted));
  return newWorld({
    ...{ timeline, journal, ses, provider, mutationPoints, settleMs, audits },
    dice: root.fork('functions'),
    table: service('table', 4, faults.table),
    tableOnce: service('table once', 1, faults.table),
    recorderTable: service('recorder table', 4, faults.recorderTable),
    sqs: service('sqs', 3, faults.queues),
    s3: service('s3', 3, faults.queues),
    database: createDatabase(tableShapes, { tellsUnchanged: scenario.seed % 2 === 0 }),
    queues: queuesOf(materials),
  });
};

/**
 * The provider of a history's ways out.
 *
 * @param onAccepted - called for each mail that it accepts
 */
const providerOf = (
  { scenario, root, timeline, report, faults }: Materials,
  onAccepted: Parameters<typeof createProvider>[0]['onAccepted'],
): Provider | undefined => {
  const settings = scenario.wayOut;
  return settings === undefined
    ? undefined
    : createProvider({
        ...{ timeline, report, settings, onAccepted },
        dice: root.fork('provider'),
        faults: () => (faults.isCalm() ? noSesFaults : settings.faults),
      });
};

/** The provider accepts a mail. */
const acceptBySmtp = (
  { audits, journal }: Pick<World, 'audits' | 'journal'>,
  accepted: Accepted,
): void => {
  const { subject, part, sesMessageId } = accepted;
  journal.note(subject, `the provider takes part ${part} as ${sesMessageId}`);
  audits.mail.accept(accepted);
  audits.idleQuota.excuse();
  audits.items.accepted(subject, part, sesMessageId);
  audits.budgets.accept(accepted);
};

const sesOf = ({ scenario, root, timeline, faults }: Materials) =>
  createSes({
    limiter: 'token-bucket',
    timeline,
    dice: root.fork('ses'),
    limitsJointRequests: scenario.seed % 2 === 0,
    ratePerSecond: scenario.ratePerSecond,
    max24Hours: scenario.max24Hours,
    faults: faults.ses,
  });

const auditsOf = ({ scenario, timeline, report }: Materials, ses: World['ses']) =>
  createAudits({
    ...{ now: timeline.now, report, ses, settleMs },
    eventsMayBeMissing: scenario.eventsMayBeMissing,
    eventsMayBeLost: scenario.lostEvents > 0,
    runsMayDie: scenario.killChance > 0,
    answersMayBeLost: scenario.queues !== noServiceFaults,
    areCountsExact: !scenario.eventsMayBeMissing,
    forger,
  });

/** Queues, set as in infra/queues.yml. */
const queuesOf = ({ scenario, root, timeline, faults }: Materials): World['queues'] => {
  const queue = (
    name: string,
    visibilityMs: number,
    maxReceives: number,
    onDead: (message: QueuedMessage) => void,
  ): Queue =>
    createQueue({
      ...{ name, timeline, dice: root.fork(name), visibilityMs, maxReceives, onDead },
      duplicates: faults.unlessCalm(scenario.duplicates),
      retentionMs: longestRetentionMs,
    });
  const deadLetters = queue('dead-letters', 30_000, 1_000, () => undefined);
  const feedback: Queue = queue(
    'feedback',
    190_000,
    10,
    // An operator redrives what recorders gave up, so here it goes straight back.
    (message) => void feedback.send(message.body),
  );
  return {
    transactional: queue('transactional', 361_000, 1_000, deadLetters.takeOver),
    bulk: queue('bulk', 361_000, 1_000, deadLetters.takeOver),
    feedback,
    deadLetters,
  };
};
