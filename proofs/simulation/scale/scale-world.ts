import type { LimiterKind } from '../../../simulator/account/limiter.ts';
import { createAudits } from '../checks/audits.ts';
import { tenantOfQueued } from '../history/queued-subject.ts';
import { createDatabase } from '../models/dynamodb/database.ts';
import { createEventSource } from '../models/event-source.ts';
import { createFunction, type LambdaFunction } from '../models/function.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import { createQueue } from '../models/queue.ts';
import { createService, noServiceFaults } from '../models/service.ts';
import { createSes } from '../models/ses.ts';
import { noSesFaults } from '../models/ses-network.ts';
import { deploySender } from '../pipeline/sender.ts';
import { tableShapes } from '../pipeline/tables.ts';
import { arnOf, type BroughtSes, newWorld, type World } from '../pipeline/world.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import { countBatch, countRequest, type Meter, measureSes } from './meter.ts';
import { withProcessors } from './processor.ts';

const settleMs = 120_000;

/** A backlog of bulk mail, and the sender's size. */
export interface ScaleOptions {
  /** Measured time in simulated seconds. */
  readonly seconds: number;
  /** Rate of the account; recipients per second. */
  readonly ratePerSecond: number;
  /** MaximumConcurrency. */
  readonly containers: number;
  /** Messages per batch. */
  readonly batchSize: number;
  /** SES's rate limiter. */
  readonly limiter: LimiterKind;
  /** Processor time of a mail; ms of a whole processor. 0 leaves it out. */
  readonly cpuMsPerMail: number;
  /** Whether tenants are message groups, and the queue is fair among them. Default: no. */
  readonly isFair?: boolean;
  /** Rates of SES accounts that tenants bring, whose mail lies on the same queue. Default: none. */
  readonly broughtRates?: readonly number[];
}

/** State shared by all parts of a run. */
export interface Measuring {
  readonly options: ScaleOptions;
  readonly timeline: Timeline;
  readonly root: Dice;
  readonly meter: Meter;
  readonly isMeasured: () => boolean;
}

const queueOf = ({ timeline, root, options: { isFair = false } }: Measuring, name: string) =>
  createQueue({
    ...(isFair ? { groupOf: tenantOfMessage() } : {}),
    ...{ name, timeline, dice: root.fork(name), visibilityMs: 361_000, maxReceives: 1_000 },
    onDead: () => undefined,
    duplicates: () => 0,
  });

/** Tenant of a message; each is read once. */
const tenantOfMessage = () => {
  const known = new Map<string, string>();
  return (message: QueuedMessage): string => {
    const tenantId = known.get(message.id) ?? tenantOfQueued(message);
    known.set(message.id, tenantId);
    return tenantId;
  };
};

const serviceOf = ({ timeline, root, meter, isMeasured }: Measuring, name: string) =>
  createService({
    ...{ timeline, dice: root.fork(name), attempts: 4, faults: () => noServiceFaults },
    meter: (item, kind) => {
      if (isMeasured()) countRequest(meter, item, kind);
    },
  });

const auditsOf = ({ timeline, meter }: Measuring, ses: World['ses']) =>
  createAudits({
    ...{ now: timeline.now, ses, settleMs, areCountsExact: false, forger: 'nobody' },
    report: () => {
      meter.violations += 1;
    },
    eventsMayBeMissing: false,
    eventsMayBeLost: false,
    runsMayDie: false,
    answersMayBeLost: false,
  });

/** An account that a tenant brings, and the recipients that its SES accepted while measured. */
export interface Brought extends BroughtSes {
  readonly tenantId: string;
  readonly rate: number;
  readonly accepted: () => number;
}

export const broughtOf = ({ options, timeline, root, isMeasured }: Measuring): readonly Brought[] =>
  (options.broughtRates ?? []).map((rate, index) => {
    const ses = createSes({
      ...{ timeline, dice: root.fork(`ses-${index}`), limiter: options.limiter },
      ...{ ratePerSecond: rate, max24Hours: -1, faults: () => noSesFaults },
      idPrefix: `ses-of-${index}`,
    });
    let accepted = 0;
    ses.listen({
      onAccepted: ({ recipients }) => {
        if (isMeasured()) accepted += recipients.length;
      },
    });
    const accountId = String(222_222_222_222 + index);
    return { accountId, ses, tenantId: `own-${index}`, rate, accepted: () => accepted };
  });

export const worldOf = (measuring: Measuring, brought: readonly Brought[]): World => {
  const { options, timeline, root, meter, isMeasured } = measuring;
  const { limiter, ratePerSecond, cpuMsPerMail } = options;
  const ses = createSes({
    ...{ timeline, dice: root.fork('ses'), limiter, ratePerSecond, max24Hours: -1 },
    faults: () => noSesFaults,
  });
  measureSes(meter, ses, isMeasured);
  const table = serviceOf(measuring, 'table');
  return newWorld({
    ...{
      timeline,
      dice: root.fork('functions'),
      table,
      recorderTable: table,
      tableOnce: table,
      ses,
      settleMs,
    },
    brought: new Map(brought.map((one) => [one.tenantId, one])),
    journal: { note: () => undefined, entries: [], digest: () => '' },
    sqs: serviceOf(measuring, 'sqs'),
    s3: serviceOf(measuring, 's3'),
    database: createDatabase(tableShapes),
    queues: {
      transactional: queueOf(measuring, 'transactional'),
      bulk: queueOf(measuring, 'bulk'),
      feedback: queueOf(measuring, 'feedback'),
      deadLetters: queueOf(measuring, 'dead-letters'),
    },
    audits: auditsOf(measuring, ses),
    mutationPoints: withProcessors(timeline, cpuMsPerMail),
  });
};

/** The sender, with the backlog as its event source. */
export const deploy = (
  { options, timeline, root, meter }: Measuring,
  world: World,
): LambdaFunction => {
  const { batchSize, containers } = options;
  const queue = world.queues.bulk;
  const sender = createFunction({
    ...{ name: 'send-email', timeline, dice: root.fork('send-email'), journal: world.journal },
    ...{ timeoutMs: 60_000, deployed: deploySender(world) },
    killChance: () => 0,
    clockOffsetMs: () => 0,
  });
  createEventSource({
    ...{ timeline, dice: root.fork('event source'), queue, arn: arnOf(queue), target: sender },
    pollers: 5,
    settings: {
      batchSize,
      batchingWindowSeconds: batchSize > 10 ? 1 : 0,
      maximumConcurrency: containers,
      isEnabled: true,
    },
    onBatch: (messages) => countBatch(meter, messages),
  });
  return sender;
};
