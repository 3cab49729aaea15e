import * as z from 'zod/mini';
import { conflictReason } from '../../functions/send-email/refuse-conflict.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { parseKeptDeadLetter } from '../../shared/dead-letters/kept-dead-letter.ts';
import type { ReleaseHeld } from '../../shared/held/ports.ts';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import { tenantScope } from '../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { createCountAudit } from './checks/count-audit.ts';
import { createIdleQuotaAudit } from './checks/idle-quota-audit.ts';
import { createItemAudit } from './checks/item-audit.ts';
import { createLifeAudit } from './checks/life-audit.ts';
import { createMailAudit } from './checks/mail-audit.ts';
import { createReputationAudit } from './checks/reputation-audit.ts';
import { createSlotAudit } from './checks/slot-audit.ts';
import type { Report, Violation } from './checks/violation.ts';
import { createDatabase } from './models/dynamodb/database.ts';
import { directDocuments } from './models/dynamodb/documents.ts';
import { createEventSource } from './models/event-source.ts';
import { createFunction, type Deployed, type LambdaFunction } from './models/function.ts';
import type { QueuedMessage } from './models/message-shelf.ts';
import { createQueue, longestRetentionMs, type Queue } from './models/queue.ts';
import { createService, noServiceFaults, type ServiceFaults } from './models/service.ts';
import { createSes, subjectOf } from './models/ses.ts';
import type { SesEvent } from './models/ses-event.ts';
import { noSesFaults, type SesFaults } from './models/ses-network.ts';
import { createTopic } from './models/topic.ts';
import { deployKeeper } from './pipeline/keeper.ts';
import { type MutationPoints, noMutation } from './pipeline/mutation-points.ts';
import { deployQuota } from './pipeline/quota.ts';
import { recordOf } from './pipeline/record-of.ts';
import { deployNotificationRecorder, deployQueueRecorder } from './pipeline/recorders.ts';
import { releaserOf } from './pipeline/releaser.ts';
import { closeBook, deployReputationGuard } from './pipeline/reputation-guard.ts';
import { deploySender } from './pipeline/sender.ts';
import { tableShapes } from './pipeline/tables.ts';
import { arnOf, type World } from './pipeline/world.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { sesOfIncident } from './scenario/faults.ts';
import {
  type AccountChange,
  dayMs,
  type Scenario,
  type ScenarioSize,
} from './scenario/scenario.ts';
import { tenants } from './tenants.ts';
import { drawTraffic, type Errand } from './traffic.ts';
import { createDice, type Dice } from './world/dice.ts';
import { createJournal, type Entry } from './world/journal.ts';
import { createTimeline } from './world/timeline.ts';

const namesInBody = z.looseObject({
  tenantId: z.string(),
  messageId: z.optional(z.string()),
  template: z.looseObject({ data: z.looseObject({}) }),
});

/** What is left of a message that lies somewhere. */
type DeadMessage = Pick<QueuedMessage, 'id' | 'body' | 'attributes'>;

/** The message that lies on a queue or among the dead letters. */
const subjectOfQueued = ({ id, body, attributes }: DeadMessage): string => {
  const { tenantId, messageId } = namesInBody.parse(JSON.parse(body));
  const firstId = attributes.sqsMessageId ?? attributes[queueAttributes.firstId] ?? id;
  return `${tenantId}#${messageId ?? firstId}`;
};

/** A dead letter that the bucket keeps, as it lay on its queue. */
const readKept = (text: string): DeadMessage => {
  const letter = parseKeptDeadLetter(text);
  if (letter === undefined) throw new Error('A letter is kept that cannot be read.');
  return { ...letter, id: letter.sqsMessageId };
};

/** {@link Errand.mark} of it. */
const markOfQueued = ({ body }: DeadMessage): string =>
  JSON.stringify(namesInBody.parse(JSON.parse(body)).template.data);

const minuteMs = 60_000;
/**
 * While there is no mail to send the schedule is thinned out: nothing would happen in between, and
 * time is what a history costs.
 */
const quietScheduleMs = 60 * minuteMs;
/** On AWS guard-reputation comes every five minutes; what it has to add up is the same. */
const countingMs = 60 * minuteMs;
const settleMs = 120_000;
const silenceMs = 60 * minuteMs;
/** How often it is looked whether quota stays unused. */
const idleLookMs = 5 * minuteMs;
/** Recipients for which any message has room: the largest call has fifty. */
const mostNeeded = 60;
/** What bulk mail has to leave of the quota. */
const bulkReserve = 0.05;

const timesInBody = z.looseObject({ sendAfter: z.optional(z.string()) });

/**
 * Messages that nothing but the quota can keep: neither a time of their own nor a call that has to
 * settle.
 */
const dueIn = (
  queue: Queue,
  nowMs: number,
  hasOpenCall: (message: QueuedMessage) => boolean,
): readonly string[] =>
  [...queue.messages()].flatMap((message) => {
    const { sendAfter } = timesInBody.parse(JSON.parse(message.body));
    const isDue = sendAfter === undefined || Date.parse(sendAfter) <= nowMs;
    return isDue && !hasOpenCall(message) ? [subjectOfQueued(message)] : [];
  });

/** One history, and what it broke. */
export interface History {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly violations: readonly Violation[];
  readonly entries: readonly Entry[];
  /** Equal exactly when two histories are. */
  readonly digest: () => string;
  readonly figures: Figures;
}

/** What happened in a history, counted. */
export interface Figures {
  readonly messages: number;
  /** Recipients whose mail SES took. */
  readonly accepted: number;
  readonly refusedForRate: number;
  readonly runs: number;
  readonly kills: number;
  readonly simulatedHours: number;
}

export interface HistoryOptions extends ScenarioSize {
  readonly seed: number;
  /** What is put between the handlers and the world; nothing by default. */
  readonly mutationPoints?: Partial<MutationPoints>;
}

/**
 * How much longer than its traffic a history may go on: a small quota takes days to send what came
 * in one.
 */
const drainMs = (scenario: Scenario): number =>
  scenario.max24Hours > 0 && scenario.max24Hours < 10_000 ? 5 * dayMs : dayMs / 3;

/**
 * Plays one history: the real handlers over models of the services, from the first message until
 * everything has come to rest.
 *
 * The same seed and size give the same history, to the byte of its journal.
 */
export const playHistory = async ({
  seed,
  mutationPoints = {},
  ...size
}: HistoryOptions): Promise<History> => {
  const root = createDice(seed);
  const scenario = drawScenario(seed, root.fork('scenario'), size);
  const timeline = createTimeline(scenario.startMs);
  const journal = createJournal(timeline.now);
  const violations: Violation[] = [];
  const report: Report = (promise, subject, detail) => {
    violations.push({ promise, subject, atMs: timeline.now(), detail });
    journal.note(subject, `!! ${promise}: ${detail}`);
  };

  // --- faults by time
  // -----------------------------------------------------------------------------------------------------------------
  const isCalm = (): boolean => timeline.now() >= scenario.calmFromMs;
  const storm = () =>
    scenario.storms.find(
      ({ fromMs, untilMs }) => fromMs <= timeline.now() && timeline.now() < untilMs,
    );
  const tableFaults = (): ServiceFaults =>
    isCalm() ? noServiceFaults : (storm()?.table ?? scenario.table);
  /** Recorders cannot reach the tables in a storm either, where their events may be missing. */
  const recorderFaults = (): ServiceFaults =>
    isCalm()
      ? noServiceFaults
      : ((scenario.eventsMayBeMissing ? storm()?.table : undefined) ?? scenario.recorder.table);
  const queueFaults = (): ServiceFaults => (isCalm() ? noServiceFaults : scenario.queues);
  const incidentUntilMs = (): number | undefined => {
    const { fromMs = 0, untilMs = 0 } = scenario.incident ?? {};
    return fromMs <= timeline.now() && timeline.now() < untilMs ? untilMs : undefined;
  };
  const sesFaults = (): SesFaults => {
    if (isCalm()) return noSesFaults;
    if (incidentUntilMs() !== undefined) return sesOfIncident;
    return storm()?.ses ?? scenario.ses;
  };
  const unlessCalm = (probability: number) => () => (isCalm() ? 0 : probability);

  // --- services
  // -----------------------------------------------------------------------------------------------------------------------
  let refusedForRate = 0;
  const mailAudit = createMailAudit({
    now: timeline.now,
    report,
    settleMs,
    eventsMayBeMissing: scenario.eventsMayBeMissing,
    eventsMayBeLost: scenario.lostEvents > 0,
    runsMayDie: scenario.killChance > 0,
    answersMayBeLost: scenario.queues !== noServiceFaults,
  });
  const counts = createCountAudit({ report, isExact: !scenario.eventsMayBeMissing });
  const items = createItemAudit({ report });
  const reputation = createReputationAudit({ report });
  const ses = createSes({
    limiter: 'token-bucket',
    timeline,
    dice: root.fork('ses'),
    ratePerSecond: scenario.ratePerSecond,
    max24Hours: scenario.max24Hours,
    faults: sesFaults,
  });
  ses.listen({
    onAccepted: (accepted) => {
      journal.note(
        accepted.subject,
        `SES takes part ${accepted.part} for ${accepted.recipients.length} as ${accepted.sesMessageId}`,
      );
      mailAudit.accept(accepted);
      idleQuota.excuse();
      items.accepted(accepted.subject, accepted.part, accepted.sesMessageId);
      topic.publishFor(accepted);
    },
    onLate: () => slots.lateArrival(),
    onRefused: (mail, why) => {
      if (why === 'rate') refusedForRate += 1;
      if (why !== 'quota') idleQuota.excuse();
      if (why === 'quota' || why === 'rate') slots.refused(subjectOf(mail), why);
    },
  });
  const slots = createSlotAudit({ now: timeline.now, report, ses });
  const idleQuota = createIdleQuotaAudit({ now: timeline.now, report });

  const queue = (
    name: string,
    visibilityMs: number,
    maxReceives: number,
    onDead: (message: QueuedMessage) => void,
  ): Queue =>
    createQueue({
      name,
      timeline,
      dice: root.fork(name),
      visibilityMs,
      maxReceives,
      onDead,
      duplicates: unlessCalm(scenario.duplicates),
      retentionMs: longestRetentionMs,
    });
  const bury = (message: QueuedMessage): void => deadLetters.takeOver(message);
  const transactional = queue('transactional', 361_000, 1_000, bury);
  const bulk = queue('bulk', 361_000, 1_000, bury);
  const deadLetters = queue('dead-letters', 30_000, 1_000, () => undefined);
  // The operator redrives what recorders gave up, so here it goes straight back.
  const feedback = queue('feedback', 190_000, 10, (message) => void feedback.send(message.body));

  const service = (name: string, attempts: number, faults: () => ServiceFaults) =>
    createService({ timeline, dice: root.fork(name), attempts, faults });
  const world: World = {
    timeline,
    dice: root.fork('functions'),
    journal,
    table: service('table', 4, tableFaults),
    recorderTable: service('recorder table', 4, recorderFaults),
    sqs: service('sqs', 3, queueFaults),
    s3: service('s3', 3, queueFaults),
    held: new Map(),
    letters: new Map(),
    pauses: new Map(),
    database: createDatabase(tableShapes, { tellsUnchanged: seed % 2 === 0 }),
    ses,
    queues: { transactional, bulk, feedback, deadLetters },
    audits: {
      mail: mailAudit,
      slots,
      counts,
      items,
      life: createLifeAudit({ now: timeline.now, report, settleMs }),
      reputation,
    },
    mutationPoints: { ...noMutation, ...mutationPoints },
    settleMs,
    silenceMs,
  };

  // --- functions
  // ----------------------------------------------------------------------------------------------------------------------
  const functions: LambdaFunction[] = [];
  const lambda = (
    name: string,
    timeoutMs: number,
    killChance: () => number,
    deployed: Deployed,
  ): LambdaFunction => {
    const dice = root.fork(name);
    const clockOffsetMs = (): number =>
      scenario.clockOffsetMs === 0
        ? 0
        : dice.between(-scenario.clockOffsetMs, scenario.clockOffsetMs);
    const made = createFunction({
      name,
      timeline,
      dice,
      journal,
      timeoutMs,
      deployed,
      killChance,
      clockOffsetMs,
    });
    functions.push(made);
    return made;
  };
  const killSender = unlessCalm(scenario.killChance);
  const killRecorder = unlessCalm(scenario.recorder.killChance);
  const sendEmail = lambda('send-email', 60_000, killSender, deploySender(world));
  const recordBounce = lambda(
    'record-bounce',
    30_000,
    killRecorder,
    deployNotificationRecorder(world),
  );
  const recordComplaint = lambda(
    'record-complaint',
    30_000,
    killRecorder,
    deployNotificationRecorder(world),
  );
  const recordDelivery = lambda(
    'record-delivery',
    30_000,
    killRecorder,
    deployQueueRecorder(world),
  );

  const sourceDice = root.fork('event sources');
  const source = (
    of: Queue,
    target: LambdaFunction,
    settings: { readonly batchSize: number; readonly window: number; readonly concurrency: number },
  ) =>
    createEventSource({
      timeline,
      dice: sourceDice,
      queue: of,
      arn: arnOf(of),
      target,
      settings: {
        batchSize: settings.batchSize,
        batchingWindowSeconds: settings.window,
        maximumConcurrency: settings.concurrency,
        isEnabled: true,
      },
      onBatch: (_messages, removed) => {
        if (of === feedback) for (const { id } of removed) acknowledge(id);
      },
    });
  const transactionalSource = source(transactional, sendEmail, {
    batchSize: 10,
    window: 0,
    concurrency: 3,
  });
  const bulkSource = source(bulk, sendEmail, { batchSize: 10, window: 0, concurrency: 3 });
  const events = source(feedback, recordDelivery, { batchSize: 500, window: 2, concurrency: 5 });
  const refreshQuota = lambda(
    'refresh-quota',
    60_000,
    killSender,
    deployQuota(world, { transactional: transactionalSource, bulk: bulkSource }),
  );

  const guardReputation = lambda(
    'guard-reputation',
    120_000,
    killRecorder,
    deployReputationGuard(world),
  );

  const keepers = deployKeeper(world, {
    transactional: transactionalSource,
    bulk: bulkSource,
    feedback: events,
  });
  const keepMessages = lambda('keep-messages', 60_000, killSender, keepers);

  // --- feedback
  // -----------------------------------------------------------------------------------------------------------------------
  const eventOfMessage = new Map<string, SesEvent>();
  const acknowledge = (messageId: string): void => {
    const event = eventOfMessage.get(messageId);
    if (event !== undefined) mailAudit.acknowledge(event);
  };
  let retries = 0;
  /** SNS invokes a function: Lambda tries twice more, and then an operator sees to it. */
  const notify = async (
    target: LambdaFunction,
    event: SesEvent,
    notification: unknown,
    attempt: number,
  ): Promise<void> => {
    retries += 1;
    const end = await target.invoke({
      Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: notification }],
    });
    if (end.kind === 'answered') mailAudit.acknowledge(event);
    else {
      const waitMs = attempt < 3 ? attempt * minuteMs : 60 * minuteMs;
      timeline.at(timeline.now() + waitMs, () => {
        retries -= 1;
        void notify(target, event, notification, attempt === 3 ? 1 : attempt + 1);
      });
      return;
    }
    retries -= 1;
  };
  const topicDice = root.fork('topic');
  const { medianMs, longestMs, duplicates } = scenario.publishing;
  const topic = createTopic({
    timeline,
    dice: topicDice,
    publishing: {
      delayMs: () => {
        const delayMs = topicDice.chance(0.05)
          ? topicDice.between(medianMs, longestMs)
          : topicDice.between(medianMs / 5, 2 * medianMs);
        return delayMs + Math.max(0, (incidentUntilMs() ?? 0) - timeline.now());
      },
      duplicates: () => duplicates,
      isLost: () => !isCalm() && topicDice.chance(scenario.lostEvents),
    },
    onPublished: (event) => {
      counts.published(event);
      reputation.published(event);
    },
    deliver: (event, notification) => {
      const isUrgent = event.type === 'Bounce' || event.type === 'Complaint';
      if (isUrgent)
        void notify(
          event.type === 'Bounce' ? recordBounce : recordComplaint,
          event,
          JSON.parse(notification),
          1,
        );
      else eventOfMessage.set(feedback.send(notification).id, event);
    },
  });

  // --- what comes from outside
  // --------------------------------------------------------------------------------------------------------
  const enqueue = (errand: Errand): void => {
    const to = errand.lane === 'transactional' ? transactional : bulk;
    for (let copy = 0; copy < errand.copies; copy += 1) {
      const { id } = to.send(errand.body);
      const subject = `${errand.tenantId}#${errand.messageId ?? id}`;
      mailAudit.enqueue(subject, errand);
      journal.note(
        subject,
        `is put on ${to.name}, ${errand.stream}, to ${errand.recipients.length}`,
      );
    }
  };
  const happen = (change: AccountChange): void => {
    switch (change.kind) {
      case 'limits':
        journal.note(
          undefined,
          `the account may send ${change.ratePerSecond}/s and ${change.max24Hours} a day`,
        );
        ses.change(change);
        slots.limitsChange();
        return;
      case 'pause':
        journal.note(undefined, 'SES pauses the account');
        ses.change({ isPaused: true });
        timeline.at(change.untilMs, () => ses.change({ isPaused: false }));
        return;
      case 'foreign': {
        journal.note(undefined, `somebody else sends to ${change.recipients}`);
        const everyMs = (change.untilMs - change.atMs) / change.recipients;
        const send = (left: number): void => {
          ses.sendForeign(1);
          slots.foreignMail();
          if (left > 1) timeline.at(timeline.now() + everyMs, () => send(left - 1));
        };
        send(change.recipients);
        return;
      }
      default:
        change satisfies never;
    }
  };
  for (const change of scenario.changes) timeline.at(change.atMs, () => happen(change));

  const { closedBulk } = scenario;
  const isBulkClosed = (): boolean =>
    closedBulk !== undefined &&
    closedBulk.fromMs <= timeline.now() &&
    timeline.now() < closedBulk.untilMs;
  const setBulk = (isEnabled: boolean) => (): void => {
    journal.note(undefined, `a person ${isEnabled ? 'opens' : 'closes'} the bulk queue`);
    bulkSource.change({ ...bulkSource.settings(), isEnabled });
  };
  if (closedBulk !== undefined) {
    timeline.at(closedBulk.fromMs, setBulk(false));
    timeline.at(closedBulk.untilMs, setBulk(true));
  }

  const lookForIdleQuota = (): void => {
    timeline.at(timeline.now() + idleLookMs, lookForIdleQuota);
    const { max24Hours, isPaused } = ses.readAccount();
    if (!Number.isFinite(max24Hours)) return;
    if (isPaused || storm() !== undefined) {
      idleQuota.excuse();
      return;
    }
    const left = max24Hours - ses.sentLast24Hours();
    const hasOpenCall = (message: QueuedMessage): boolean =>
      (recordOf(world, subjectOfQueued(message))?.claimedParts.length ?? 0) > 0;
    const look = (lane: 'transactional' | 'bulk', of: Queue, room: number): void =>
      idleQuota.look({ lane, due: dueIn(of, timeline.now(), hasOpenCall), room }, mostNeeded);
    look('transactional', transactional, left);
    if (!isBulkClosed()) look('bulk', bulk, left - Math.ceil(max24Hours * bulkReserve));
  };
  timeline.at(scenario.startMs + idleLookMs, lookForIdleQuota);

  const errands = drawTraffic(scenario, root.fork('traffic'));
  const next = (index: number): void => {
    const errand = errands[index];
    if (errand === undefined) return;
    timeline.at(errand.atMs, () => {
      enqueue(errand);
      next(index + 1);
    });
  };
  next(0);

  const operator = root.fork('operator');
  const operatorsTable = suppressionTable(directDocuments(world.database), 'suppressions');
  const suppressAt = (atMs: number, address: string, scope: string): void =>
    timeline.at(atMs, () => {
      const entry: SuppressionEntry = {
        address,
        scope,
        reason: 'operator',
        detail: 'asked by telephone',
        source: 'operator:ada',
        sinceMs: timeline.now(),
        expiresAtMs: undefined,
      };
      void operatorsTable.enter(entry).then(() => mailAudit.suppressed(address, scope));
    });
  const oneScope = (dice: Dice): string => (dice.chance(0.5) ? '*' : tenantScope('shop'));
  for (let entry = 0; entry < 3; entry += 1)
    suppressAt(
      scenario.startMs + operator.between(0, size.days * dayMs),
      `good-${operator.whole(1, 120)}@example.org`,
      oneScope(operator),
    );
  // Somebody who asks for no more mail while some waits for its slot.
  const hasty = root.fork('operator in a hurry');
  for (const { atMs, recipients } of errands) {
    const address = recipients[hasty.whole(0, recipients.length - 1)];
    if (scenario.isHasty && hasty.chance(0.15) && address?.startsWith('good-'))
      suppressAt(atMs + hasty.between(1_000, 20_000), address, oneScope(hasty));
  }

  let releasing = 0;
  const releaseAll = async (release: ReleaseHeld): Promise<void> => {
    releasing += 1;
    for (const tenantId of tenants) if (!world.pauses.has(tenantId)) await release({ tenantId });
    releasing -= 1;
  };
  const byPerson = releaserOf(world, 'person');
  const byEndOfPause = releaserOf(world, 'end of a pause');
  /** Whatever is held, an operator releases it sooner or later. */
  const releaseNowAndThen = (): void => {
    if (world.held.size > 0) void releaseAll(byPerson);
    timeline.at(timeline.now() + dayMs / 8, releaseNowAndThen);
  };
  timeline.at(scenario.startMs + dayMs / 8, releaseNowAndThen);
  for (const { tenantId, atMs, untilMs } of scenario.pauses) {
    timeline.at(atMs, () => {
      journal.note(undefined, `an operator pauses ${tenantId}`);
      world.pauses.set(tenantId, {
        '*': { by: 'operator', since: timeline.now(), why: 'complaints' },
      });
      mailAudit.pause(tenantId);
    });
    timeline.at(untilMs, () => {
      journal.note(undefined, `an operator resumes ${tenantId}`);
      world.pauses.delete(tenantId);
      mailAudit.resume(tenantId);
      void releaseAll(byEndOfPause);
    });
  }

  // --- the course of time
  // -------------------------------------------------------------------------------------------------------------
  const isIdle = (): boolean =>
    transactional.size() +
      bulk.size() +
      feedback.size() +
      topic.underWay() +
      retries +
      releasing +
      world.held.size ===
      0 &&
    functions.every(
      (one) =>
        one === refreshQuota ||
        one === guardReputation ||
        one === keepMessages ||
        one.running() === 0,
    );
  const isQuiet = (): boolean =>
    transactional.waiting() + bulk.waiting() + sendEmail.running() === 0;
  let nextRefreshMs = Number.POSITIVE_INFINITY;
  const planRefresh = (atMs: number): void => {
    nextRefreshMs = atMs;
    timeline.at(atMs, () => {
      // Meanwhile an earlier one may have been planned.
      if (nextRefreshMs !== atMs) return;
      void refreshQuota.invoke({});
      planRefresh(atMs + (isQuiet() ? quietScheduleMs : minuteMs));
    });
  };
  planRefresh(scenario.startMs);
  const planCounting = (atMs: number): void =>
    timeline.at(atMs, () => {
      void guardReputation.invoke({});
      planCounting(atMs + countingMs);
    });
  planCounting(scenario.startMs);
  const planKeeping = (atMs: number): void =>
    timeline.at(atMs, () => {
      void keepMessages.invoke({});
      planKeeping(atMs + dayMs);
    });
  // On AWS it comes each hour; in the others it looks at crowded queues alone, and here are none.
  planKeeping(scenario.startMs);
  /** The schedule goes by the minute again, as it does on AWS. */
  const endQuiet = (): void => {
    const minutes = Math.ceil((timeline.now() - scenario.startMs) / minuteMs);
    const atMs = scenario.startMs + minutes * minuteMs;
    if (atMs < nextRefreshMs) planRefresh(atMs);
  };
  transactional.onVisible(endQuiet);
  bulk.onVisible(endQuiet);
  for (const { atMs } of scenario.changes) timeline.at(atMs, endQuiet);
  await timeline.run(scenario.calmFromMs + drainMs(scenario), () => isCalm() && isIdle());

  for (const message of [...deadLetters.messages(), ...[...world.letters.values()].map(readKept)])
    mailAudit.deadLetter(
      subjectOfQueued(message),
      markOfQueued(message),
      message.attributes.reasons?.includes(conflictReason) ?? false,
    );
  mailAudit.close((subject) => recordOf(world, subject));
  counts.close();
  reputation.close(await closeBook(world, scenario.startMs));
  return {
    seed,
    scenario,
    violations,
    entries: journal.entries,
    digest: journal.digest,
    figures: {
      messages: scenario.messages,
      accepted: mailAudit.acceptedRecipients(),
      refusedForRate,
      runs: functions.reduce((sum, one) => sum + one.runs(), 0),
      kills: functions.reduce((sum, one) => sum + one.kills(), 0),
      simulatedHours: Math.round((timeline.now() - scenario.startMs) / 3_600_000),
    },
  };
};
