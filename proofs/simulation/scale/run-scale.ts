import type { LimiterKind } from '../../../simulator/account/limiter.ts';
import { createAudits } from '../checks/audits.ts';
import { watchSes } from '../history/watch-ses.ts';
import { createDatabase } from '../models/dynamodb/database.ts';
import { createEventSource } from '../models/event-source.ts';
import { createFunction, type LambdaFunction } from '../models/function.ts';
import { createQueue } from '../models/queue.ts';
import { createService, noServiceFaults } from '../models/service.ts';
import { createSes } from '../models/ses.ts';
import { noSesFaults } from '../models/ses-network.ts';
import { deploySender } from '../pipeline/sender.ts';
import { tableShapes } from '../pipeline/tables.ts';
import { arnOf, type BroughtSes, newWorld, type World } from '../pipeline/world.ts';
import { createDice, type Dice } from '../world/dice.ts';
import { createTimeline, type Timeline } from '../world/timeline.ts';
import { fillBacklog } from './backlog.ts';
import {
  countBatch,
  countRequest,
  hottestItem,
  type Meter,
  measureSes,
  newMeter,
} from './meter.ts';
import { busyContainers, measuredCpuMs, withProcessors } from './processor.ts';

const startMs = Date.UTC(2026, 2, 3, 12);
/** Warm-up that is not measured, while containers start and SES's bucket is full; ms. */
const warmUpMs = 4_000;
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
  /** Rates of SES accounts that tenants bring, whose mail lies on the same queue. Default: none. */
  readonly broughtRates?: readonly number[];
}

/** The largest scale: more than any account offers. */
export const largestScale: Omit<ScaleOptions, 'seconds' | 'containers'> = {
  ratePerSecond: 20_000,
  batchSize: 500,
  limiter: 'token-bucket',
  cpuMsPerMail: measuredCpuMs,
};

export interface Scale extends ScaleOptions {
  readonly accepted: number;
  /** Share of the rate in use; percent. */
  readonly utilisationPercent: number;
  readonly refusedForRate: number;
  /** Promises broken during the run, as the audits of the histories judge. */
  readonly violations: number;
  /** Requests per second to the item that is written most. */
  readonly hottestItem: { readonly item: string; readonly writesPerSecond: number };
  readonly writesPerMessage: number;
  readonly readsPerMessage: number;
  readonly meanReceives: number;
  readonly billedMsPerMessage: number;
  /** Share of the rate in use of each account that a tenant brings; percent. */
  readonly broughtPercent: readonly number[];
  /** Containers that the rate keeps busy all the time, if no time is wasted. */
  readonly busyContainers: number;
}

/** State shared by all parts of a run. */
interface Measuring {
  readonly options: ScaleOptions;
  readonly timeline: Timeline;
  readonly root: Dice;
  readonly meter: Meter;
  readonly isMeasured: () => boolean;
}

/**
 * Measures the sender in virtual time on a backlog of two thousand tenants. A container has the
 * share of a processor that Lambda gives it; tables, queues and SES are never busy.
 */
export const runScale = async (options: ScaleOptions): Promise<Scale> => {
  const { seconds, ratePerSecond, containers, batchSize } = options;
  const timeline = createTimeline(startMs);
  const fromMs = startMs + warmUpMs;
  const untilMs = fromMs + seconds * 1000;
  const meter = newMeter();
  const isMeasured = () => timeline.now() >= fromMs && timeline.now() < untilMs;
  const measuring = { options, timeline, root: createDice(1), meter, isMeasured };
  const brought = broughtOf(measuring);
  const world = worldOf(measuring, brought);
  watchSes(world);
  for (const { ses } of brought) watchSes({ ...world, ses });
  const sender = deploy(measuring, world);
  const spare = containers * batchSize;
  const backlog = Math.ceil(ratePerSecond * (warmUpMs / 1000 + seconds + 3)) + spare;
  const backlogs = brought.map(({ tenantId, rate }) => ({
    tenantId,
    messages: Math.ceil(rate * (warmUpMs / 1000 + seconds + 20)) + 60,
  }));
  fillBacklog(world, world.queues.bulk, backlog, backlogs);
  await timeline.run(fromMs);
  const billedBeforeMs = sender.billedMs();
  await timeline.run(untilMs);
  return {
    ...figuresOf(options, meter, sender.billedMs() - billedBeforeMs),
    broughtPercent: brought.map(({ rate, accepted }) => (100 * accepted()) / (rate * seconds)),
  };
};

const queueOf = ({ timeline, root }: Measuring, name: string) =>
  createQueue({
    ...{ name, timeline, dice: root.fork(name), visibilityMs: 361_000, maxReceives: 1_000 },
    onDead: () => undefined,
    duplicates: () => 0,
  });

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
interface Brought extends BroughtSes {
  readonly tenantId: string;
  readonly rate: number;
  readonly accepted: () => number;
}

const broughtOf = ({ options, timeline, root, isMeasured }: Measuring): readonly Brought[] =>
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

const worldOf = (measuring: Measuring, brought: readonly Brought[]): World => {
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
const deploy = ({ options, timeline, root, meter }: Measuring, world: World): LambdaFunction => {
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

const figuresOf = (
  options: ScaleOptions,
  meter: Meter,
  billedMs: number,
): Omit<Scale, 'broughtPercent'> => {
  const { seconds, ratePerSecond } = options;
  const { accepted, refusedForRate, violations, requests } = meter;
  const [item, writes] = hottestItem(meter);
  return {
    ...options,
    accepted,
    utilisationPercent: (100 * accepted) / (ratePerSecond * seconds),
    refusedForRate,
    violations,
    hottestItem: { item, writesPerSecond: writes / seconds },
    writesPerMessage: requests.write / accepted,
    readsPerMessage: requests.read / accepted,
    meanReceives: meter.batches === 0 ? 0 : meter.receives / meter.received,
    billedMsPerMessage: billedMs / accepted,
    busyContainers: busyContainers(ratePerSecond, options.cpuMsPerMail),
  };
};
