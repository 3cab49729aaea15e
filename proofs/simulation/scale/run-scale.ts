import type { LimiterKind } from '../../../simulator/account/limiter.ts';
import { createCountAudit } from '../checks/count-audit.ts';
import { createItemAudit } from '../checks/item-audit.ts';
import { createLifeAudit } from '../checks/life-audit.ts';
import { createMailAudit } from '../checks/mail-audit.ts';
import { createReputationAudit } from '../checks/reputation-audit.ts';
import { createSlotAudit } from '../checks/slot-audit.ts';
import type { Report } from '../checks/violation.ts';
import { createDatabase } from '../models/dynamodb/database.ts';
import { createEventSource } from '../models/event-source.ts';
import { createFunction } from '../models/function.ts';
import { createQueue } from '../models/queue.ts';
import { createService, noServiceFaults } from '../models/service.ts';
import { createSes } from '../models/ses.ts';
import { noSesFaults } from '../models/ses-network.ts';
import { noMutation } from '../pipeline/mutation-points.ts';
import { deploySender } from '../pipeline/sender.ts';
import { tableShapes } from '../pipeline/tables.ts';
import { arnOf, type World } from '../pipeline/world.ts';
import { createDice } from '../world/dice.ts';
import { createTimeline } from '../world/timeline.ts';

const tenants = 2_000;
/** Containers start and the bucket of SES is full: not measured. */
const warmUpMs = 4_000;

/** A backlog of bulk mail and who sends it. */
export interface ScaleOptions {
  /** How long it is measured, in simulated time. */
  readonly seconds: number;
  /** Recipients per second that the account may send. */
  readonly ratePerSecond: number;
  /** MaximumConcurrency. */
  readonly containers: number;
  /** Messages per batch. */
  readonly batchSize: number;
  /** How SES keeps the rate. */
  readonly limiter: LimiterKind;
}

/** What no account can be rented for. */
export const largestScale: Omit<ScaleOptions, 'seconds'> = {
  ratePerSecond: 20_000,
  containers: 60,
  batchSize: 500,
  limiter: 'token-bucket',
};

export interface Scale extends ScaleOptions {
  readonly accepted: number;
  /** Of the rate. */
  readonly utilisationPercent: number;
  readonly refusedForRate: number;
  readonly violations: number;
  /** Requests per second to the item that is written most. */
  readonly hottestItem: { readonly item: string; readonly writesPerSecond: number };
  readonly writesPerMessage: number;
  readonly readsPerMessage: number;
  readonly meanReceives: number;
  readonly billedMsPerMessage: number;
}

/**
 * The sender in virtual time, where no processor is ever busy: a backlog of mail of two thousand
 * tenants.
 */
export const runScale = async (options: ScaleOptions): Promise<Scale> => {
  const { seconds, ratePerSecond, containers, batchSize, limiter } = options;
  const startMs = Date.UTC(2026, 2, 3, 12);
  const timeline = createTimeline(startMs);
  const root = createDice(1);
  const fromMs = startMs + warmUpMs;
  const untilMs = fromMs + seconds * 1000;
  const isMeasured = (): boolean => timeline.now() >= fromMs && timeline.now() < untilMs;

  let accepted = 0;
  let refusedForRate = 0;
  let violations = 0;
  const report: Report = () => {
    violations += 1;
  };
  const requests = { read: 0, write: 0 };
  const writes = new Map<string, number>();
  const ses = createSes({
    timeline,
    dice: root.fork('ses'),
    limiter,
    ratePerSecond,
    max24Hours: -1,
    faults: () => noSesFaults,
  });
  ses.listen({
    onAccepted: ({ recipients }) => {
      if (isMeasured()) accepted += recipients.length;
    },
    onLate: () => undefined,
    onRefused: (_mail, why) => {
      if (why === 'rate') refusedForRate += 1;
    },
  });
  const service = (name: string) =>
    createService({
      timeline,
      dice: root.fork(name),
      attempts: 4,
      faults: () => noServiceFaults,
      meter: (item, kind) => {
        if (!isMeasured()) return;
        requests[kind] += 1;
        if (kind === 'write') writes.set(item, (writes.get(item) ?? 0) + 1);
      },
    });
  const table = service('table');
  const queue = (name: string) =>
    createQueue({
      name,
      timeline,
      dice: root.fork(name),
      visibilityMs: 361_000,
      maxReceives: 1_000,
      onDead: () => undefined,
      duplicates: () => 0,
    });
  const bulk = queue('bulk');
  const world: World = {
    timeline,
    dice: root.fork('functions'),
    journal: { note: () => undefined, entries: [], digest: () => '' },
    table,
    recorderTable: table,
    sqs: service('sqs'),
    s3: service('s3'),
    held: new Map(),
    letters: new Map(),
    pauses: new Map(),
    database: createDatabase(tableShapes),
    ses,
    queues: {
      transactional: queue('transactional'),
      bulk,
      feedback: queue('feedback'),
      deadLetters: queue('dead-letters'),
    },
    audits: {
      mail: createMailAudit({
        now: timeline.now,
        report,
        settleMs: 120_000,
        eventsMayBeMissing: false,
        eventsMayBeLost: false,
        runsMayDie: false,
        answersMayBeLost: false,
      }),
      slots: createSlotAudit({ now: timeline.now, report, ses }),
      counts: createCountAudit({ report, isExact: false }),
      items: createItemAudit({ report }),
      reputation: createReputationAudit({ report }),
      life: createLifeAudit({ now: timeline.now, report, settleMs: 120_000 }),
    },
    mutationPoints: noMutation,
    settleMs: 120_000,
    silenceMs: 3_600_000,
  };
  const sender = createFunction({
    name: 'send-email',
    timeline,
    dice: root.fork('send-email'),
    journal: world.journal,
    timeoutMs: 60_000,
    deployed: deploySender(world),
    killChance: () => 0,
    clockOffsetMs: () => 0,
  });
  let batches = 0;
  let received = 0;
  let receives = 0;
  createEventSource({
    timeline,
    dice: root.fork('event source'),
    queue: bulk,
    arn: arnOf(bulk),
    target: sender,
    pollers: 5,
    settings: {
      batchSize,
      batchingWindowSeconds: batchSize > 10 ? 1 : 0,
      maximumConcurrency: containers,
      isEnabled: true,
    },
    onBatch: (messages) => {
      batches += 1;
      received += messages.length;
      receives += messages.reduce((sum, message) => sum + message.receiveCount, 0);
    },
  });

  const total = Math.ceil(ratePerSecond * (warmUpMs / 1000 + seconds + 3)) + containers * batchSize;
  for (let number = 1; number <= total; number += 1) {
    const tenantId = `t${(number % tenants) + 1}`;
    const body = {
      messageId: `m${number}`,
      tenantId,
      stream: 'notifications',
      from: 'shop@example.com',
      to: [`good-${number}@example.org`],
      template: { name: 'welcome', data: {} },
    };
    bulk.send(JSON.stringify(body));
    world.audits.mail.enqueue(`${tenantId}#m${number}`, {
      atMs: startMs,
      lane: 'bulk',
      body: '',
      tenantId,
      messageId: body.messageId,
      mark: '{}',
      stream: 'notifications',
      recipients: body.to,
      isValid: true,
      expiresAtMs: undefined,
      sendAfterMs: undefined,
      copies: 1,
    });
  }
  await timeline.run(fromMs);
  const billedBefore = sender.billedMs();
  await timeline.run(untilMs);
  const [hottest = ['none', 0] as const] = [...writes].sort(([, one], [, other]) => other - one);
  return {
    ...options,
    accepted,
    utilisationPercent: (100 * accepted) / (ratePerSecond * seconds),
    refusedForRate,
    violations,
    hottestItem: { item: hottest[0], writesPerSecond: hottest[1] / seconds },
    writesPerMessage: requests.write / accepted,
    readsPerMessage: requests.read / accepted,
    meanReceives: batches === 0 ? 0 : receives / received,
    billedMsPerMessage: (sender.billedMs() - billedBefore) / accepted,
  };
};

/** The figures as the table of docs/performance.md. */
export const scaleTable = (scale: Scale): string =>
  [
    '| what | figure |',
    '| --- | --- |',
    `| recipients a second that SES takes, of ${scale.ratePerSecond.toLocaleString('en')} | ${Math.round(scale.accepted / scale.seconds).toLocaleString('en')} (${scale.utilisationPercent.toFixed(1)} %) |`,
    `| refused as above the rate | ${scale.refusedForRate} |`,
    `| hottest item: ${scale.hottestItem.item}, writes a second | ${scale.hottestItem.writesPerSecond.toFixed(1)} |`,
    `| write requests per message | ${scale.writesPerMessage.toFixed(2)} |`,
    `| read requests per message | ${scale.readsPerMessage.toFixed(3)} |`,
    `| receives per message | ${scale.meanReceives.toFixed(2)} |`,
    `| billed time of send-email per message, ms | ${scale.billedMsPerMessage.toFixed(2)} |`,
  ].join('\n');
