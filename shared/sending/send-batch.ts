import type { Lane as QueueLane } from '../email/streams.ts';
import { streamFacts } from '../email/streams.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import { validateMessage } from '../email/validate-message.ts';
import { recipientsPerCall } from '../pacing/ledger.ts';
import { type JobResult, type LedgerMemory, pace } from '../pacing/pace.ts';
import { type PacingPorts, readLedger } from '../pacing/reserve-slots.ts';
import type {
  ChangePlan,
  CountMetric,
  DeadLetter,
  FindProgress,
  FindSuppressions,
  MessageKey,
  MessageProgress,
  Outcome,
  RecordOutcome,
  SesRefusal,
} from '../ports.ts';
import { scopesFor } from '../suppression/scopes.ts';
import type { SuppressionEntry } from '../suppression/suppression-entry.ts';
import { type Decision, decide } from './decide.ts';
import { loggableKey } from './loggable-key.ts';
import { type PreparePorts, prepareMessage } from './prepare-message.ts';
import { type PartJob, type Run, type SendPartPorts, sendPart } from './send-part.ts';

export interface SendBatchPorts extends SendPartPorts, PacingPorts, PreparePorts {
  readonly findProgress: FindProgress;
  readonly findSuppressions: FindSuppressions;
  readonly recordOutcome: RecordOutcome;
  readonly changePlan: ChangePlan;
  readonly deadLetter: DeadLetter;
  readonly count: CountMetric;
}

/** One message of a queue, as far as sending it goes. */
export interface QueuedRecord {
  readonly sqsMessageId: string;
  readonly body: string;
}

export interface Batch {
  readonly lane: QueueLane;
  /** Name of the queue, for the dead letters. */
  readonly queue: string;
  readonly records: readonly QueuedRecord[];
  /** The queue gave as many as it may: there is a backlog. */
  readonly isFull: boolean;
  /** No send begins after this; epoch ms. */
  readonly lastSendMs: number;
}

/** What becomes of one record: it is done with, or it has to come again, not before then. */
export type RecordResult = { readonly kind: 'done' } | { readonly kind: 'again'; readonly untilMs: number };

const done: RecordResult = { kind: 'done' };
const again = (untilMs: number): RecordResult => ({ kind: 'again', untilMs });

/** After a table, S3 or SES could not be reached. */
const unreachablePauseMs = 10_000;
/** Sending is switched off for the account or the configuration set. */
const pausedPauseMs = 300_000;
/** The quota is used up by SES's word, against the ledger's: the next reading of SES's quota puts the ledger right. */
const quotaPauseMs = 90_000;
/** Mail that one run keeps in memory; what is beyond goes with another run. */
const memoryLimitBytes = 48 * 1024 * 1024;

const keyText = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

const latest = (results: readonly RecordResult[]): RecordResult =>
  results.reduce((sum, result) => (result.kind === 'done' || (sum.kind === 'again' && sum.untilMs >= result.untilMs) ? sum : result), done);

interface Read {
  readonly record: QueuedRecord;
  readonly message: ValidMessage;
}

/**
 * Sends the messages of a batch: each is checked, paced, claimed and sent once, or its end is written down.
 *
 * @param memory - what this worker knows of the ledger; kept from batch to batch
 * @returns one result per record, in their order. A record is `done` only when its end is written; whatever fails on the way comes again
 */
export const sendBatch = async (ports: SendBatchPorts, run: Run, memory: LedgerMemory, batch: Batch): Promise<readonly RecordResult[]> => {
  const { clock } = ports;
  const results = new Map<QueuedRecord, RecordResult>();
  const soon = () => again(clock.now() + unreachablePauseMs);

  /** Runs the work; a failure leaves the record in its queue. */
  const settle = async (record: QueuedRecord, work: () => Promise<RecordResult>): Promise<RecordResult> => {
    const result = await work().catch((error: unknown) => {
      ports.log('error', 'A message stays in its queue because something could not be reached.', {
        sqsMessageId: record.sqsMessageId,
        cause: error instanceof Error ? error.name : 'unknown',
      });
      return soon();
    });
    results.set(record, latest([results.get(record) ?? done, result]));
    return result;
  };

  const bury = async (record: QueuedRecord, outcome: Outcome): Promise<RecordResult> => {
    // The effect before the marker: a crash in between buries it twice, which loses nothing.
    await ports.deadLetter(record.body, outcome.reasons, { queue: batch.queue, sqsMessageId: record.sqsMessageId });
    await ports.recordOutcome(outcome);
    ports.log('warn', `The message is ${outcome.state}.`, { ...loggableKey(outcome.key), reasons: outcome.reasons });
    return done;
  };

  const outcomeOf = (
    message: ValidMessage,
    state: Outcome['state'],
    reasons: readonly string[],
    suppressed: readonly string[],
    part?: number,
  ): Outcome => ({
    key: message.key,
    state,
    part,
    reasons,
    atMs: clock.now(),
    stream: message.stream,
    recipients: message.recipients.map((recipient) => recipient.canonical),
    suppressed,
  });

  const dimensions = (message: ValidMessage) => ({
    tenantId: message.key.tenantId,
    configurationSet: ports.configurationSets[message.stream],
  });

  // --- read -------------------------------------------------------------------------------------------------------------------------

  const read = async (record: QueuedRecord): Promise<ValidMessage | undefined> => {
    const context = { sqsMessageId: record.sqsMessageId, queueLane: batch.lane, nowMs: clock.now() };
    let validation = validateMessage(record.body, context);
    if (validation.kind === 'stored') {
      const { bucket, key } = validation.pointer.payload.s3;
      const stored = await ports.fetchObject(bucket, key);
      validation =
        stored === undefined
          ? { ...validation, kind: 'rejected', reasons: ['payload.s3: there is no such object; upload it before the message is enqueued'] }
          : validateMessage(Buffer.from(stored).toString('utf8'), { ...context, pointer: validation.pointer });
    }
    if (validation.kind === 'valid') return validation.message;
    const reasons =
      validation.kind === 'rejected' ? validation.reasons : ['payload.s3: the object is a pointer itself; put the mail there'];
    await bury(record, {
      key: validation.key,
      state: 'rejected',
      part: undefined,
      reasons,
      atMs: clock.now(),
      stream: validation.stream,
      recipients: [],
      suppressed: [],
    });
    ports.count({ name: 'Rejected', value: 1, tenantId: validation.key.tenantId });
    return undefined;
  };

  const valid: Read[] = [];
  await Promise.all(
    batch.records.map((record) =>
      settle(record, async () => {
        const message = await read(record);
        if (message !== undefined) valid.push({ record, message });
        return done;
      }),
    ),
  );
  valid.sort((one, other) => batch.records.indexOf(one.record) - batch.records.indexOf(other.record));

  // The same message twice in one batch: the second does what the first did.
  const leaders = valid.filter(
    (one, index) => valid.findIndex((other) => keyText(other.message.key) === keyText(one.message.key)) === index,
  );
  const followers = valid.filter((one) => !leaders.includes(one));

  // --- decide -----------------------------------------------------------------------------------------------------------------------

  const lookUp = async (): Promise<{
    progress: ReadonlyMap<string, MessageProgress>;
    suppressions: readonly SuppressionEntry[];
    perCall: number;
  }> => {
    const scopes = [...new Set(leaders.flatMap(({ message }) => scopesFor(message.key.tenantId, message.stream)))];
    const [progress, suppressions, ledger] = await Promise.all([
      ports.findProgress(leaders.map(({ message }) => message.key)),
      ports.findSuppressions(
        leaders.flatMap(({ message }) => message.recipients.map((recipient) => recipient.canonical)),
        scopes,
      ),
      memory.last ?? readLedger(ports),
    ]);
    memory.last ??= ledger;
    return {
      progress: new Map(progress.map((known) => [keyText(known.key), known])),
      suppressions,
      perCall: recipientsPerCall(ledger.minIntervalMs),
    };
  };

  const carryOut = async ({ record, message }: Read, decision: Decision): Promise<RecordResult> => {
    switch (decision.kind) {
      case 'duplicate':
        ports.count({ name: 'Duplicate', value: 1, ...dimensions(message) });
        ports.log('info', 'The message was sent before.', loggableKey(message.key));
        return done;
      case 'again':
        ports.count({ name: 'Deferred', value: 1, ...dimensions(message) });
        return again(decision.untilMs);
      case 'expired':
        await ports.recordOutcome(outcomeOf(message, 'expired', ['expiresAt: has passed before the message could be sent'], []));
        ports.log('info', 'The message has expired.', loggableKey(message.key));
        return done;
      case 'suppressed':
        await ports.recordOutcome(outcomeOf(message, 'suppressed', ['every recipient is suppressed'], decision.suppressed));
        ports.count({ name: 'Suppressed', value: decision.suppressed.length, ...dimensions(message) });
        ports.log('info', 'Every recipient of the message is suppressed.', loggableKey(message.key));
        return done;
      case 'hold':
        return bury(
          record,
          outcomeOf(
            message,
            'held',
            [
              'it is not known whether SES took this mail, and its stream does not send twice; look for it in SES, then send it again from the dead letters',
            ],
            decision.suppressed,
            decision.part,
          ),
        );
      case 'send':
        return prepare({ record, message }, decision);
      default:
        return decision satisfies never;
    }
  };

  const jobs: (PartJob & { readonly record: QueuedRecord; readonly recipientCount: number })[] = [];
  let heldBytes = 0;

  const prepare = async ({ record, message }: Read, decision: Extract<Decision, { kind: 'send' }>): Promise<RecordResult> => {
    if (heldBytes > memoryLimitBytes) return again(clock.now());
    const preparation = await prepareMessage(message, ports);
    if (preparation.kind === 'refused') {
      ports.count({ name: 'Rejected', value: 1, ...dimensions(message) });
      return bury(record, outcomeOf(message, 'rejected', preparation.reasons, decision.suppressed));
    }
    heldBytes += preparation.prepared.bytes;
    if (decision.suppressed.length > 0) ports.count({ name: 'Suppressed', value: decision.suppressed.length, ...dimensions(message) });
    jobs.push(
      ...decision.parts.map((part) => ({
        ...part,
        record,
        prepared: preparation.prepared,
        plan: decision.plan,
        suppressed: decision.suppressed,
        recipientCount: part.recipients.length,
      })),
    );
    return done;
  };

  if (leaders.length > 0) {
    const known = await lookUp().catch((error: unknown) => {
      // Fails closed: without the suppressions nothing is sent.
      ports.log('error', 'The batch stays in its queue because the tables cannot be reached.', {
        cause: error instanceof Error ? error.name : 'unknown',
      });
      return undefined;
    });
    for (const leader of leaders) {
      const { message, record } = leader;
      if (known === undefined) {
        results.set(record, soon());
        continue;
      }
      const addresses = new Set(message.recipients.map((recipient) => recipient.canonical));
      const scopes = scopesFor(message.key.tenantId, message.stream);
      const decision = decide(message, {
        nowMs: clock.now(),
        settleMs: run.settleMs,
        onUnknownOutcome: streamFacts[message.stream].onUnknownOutcome,
        progress: known.progress.get(keyText(message.key)),
        suppressions: known.suppressions.filter((entry) => addresses.has(entry.address) && scopes.includes(entry.scope)),
        recipientsPerCall: known.perCall,
      });
      await settle(record, () => carryOut(leader, decision));
    }
  }

  // --- send -------------------------------------------------------------------------------------------------------------------------

  type Job = (typeof jobs)[number] & { readonly recipients: readonly number[] };
  const claimed = new Set<PartJob>();
  /** Jobs of which the end is known; a job that is not among them comes again. */
  const ended = new Set<PartJob>();

  const refuse = async (job: Job, refusal: SesRefusal): Promise<JobResult> => {
    const { message } = job.prepared;
    const nowMs = clock.now();
    switch (refusal.kind) {
      case 'rate':
        claimed.add(job);
        ports.count({ name: 'Throttled', value: 1, ...dimensions(message) });
        return { kind: 'throttled' };
      case 'quota':
      case 'paused':
      case 'unreachable': {
        const pauseMs = { quota: quotaPauseMs, paused: pausedPauseMs, unreachable: unreachablePauseMs }[refusal.kind];
        claimed.add(job);
        ports.log(refusal.kind === 'paused' ? 'error' : 'warn', 'SES takes no mail now; messages wait.', {
          code: refusal.code,
          cause: refusal.cause,
          remedy: refusal.remedy,
        });
        return { kind: 'stop', untilMs: nowMs + pauseMs };
      }
      case 'message':
      case 'configuration':
        await settle(job.record, () => endPart(job, refusal));
        ended.add(job);
        return { kind: 'finished' };
      default:
        return refusal.kind satisfies never;
    }
  };

  /** SES refuses this part for good: all of it, or one address of it, which a call to each tells. */
  const endPart = async (job: Job, refusal: SesRefusal): Promise<RecordResult> => {
    const { message } = job.prepared;
    if (refusal.kind === 'message' && job.recipients.length > 1) {
      const plan = job.plan ?? [message.recipients.map((_, index) => index)];
      const alone = [...plan.map((recipients, part) => (part === job.part ? [] : recipients)), ...job.recipients.map((index) => [index])];
      await ports.changePlan(message.key, job.plan, alone);
      await ports.releaseClaim(message.key, job.part);
      return again(clock.now());
    }
    ports.count({ name: 'Failed', value: 1, ...dimensions(message) });
    return bury(
      job.record,
      outcomeOf(message, 'failed', [`${refusal.code}: ${refusal.cause} ${refusal.remedy}`], job.suppressed, job.part),
    );
  };

  const send = async (job: Job, slotMs: number): Promise<JobResult> => {
    const { message } = job.prepared;
    const answer = await sendPart(ports, run, job, slotMs, claimed.has(job));
    switch (answer.kind) {
      case 'sent':
        ended.add(job);
        ports.count({ name: 'Sent', value: job.recipients.length, ...dimensions(message) });
        ports.log('info', 'Sent.', {
          ...loggableKey(message.key),
          part: job.part,
          recipients: job.recipients.length,
          sesMessageId: answer.sesMessageId,
        });
        return { kind: 'finished' };
      case 'already-sent':
        ended.add(job);
        ports.count({ name: 'Duplicate', value: 1, ...dimensions(message) });
        return { kind: 'finished' };
      case 'unsettled':
        ended.add(job);
        await settle(job.record, async () => again(answer.untilMs));
        return { kind: 'finished' };
      case 'refused':
        return refuse(job, answer.refusal);
      default:
        return answer satisfies never;
    }
  };

  const giveBack = async (job: Job, untilMs: number) => {
    await settle(job.record, async () => {
      // A claim that cannot be given back costs time only: it ends with its lease.
      if (claimed.has(job)) await ports.releaseClaim(job.prepared.message.key, job.part).catch(() => undefined);
      return again(untilMs);
    });
    ports.count({ name: 'Deferred', value: 1, ...dimensions(job.prepared.message) });
  };

  if (jobs.length > 0) {
    const paced = jobs.map((job) => ({ job, recipients: job.recipientCount }));
    const left = await pace(ports, memory, paced, {
      lane: batch.lane === 'transactional' ? 'high' : 'low',
      isFullBatch: batch.isFull,
      lastSendMs: batch.lastSendMs,
      send: ({ job }, slotMs) =>
        send(job, slotMs).catch((error: unknown): JobResult => {
          ports.log('error', 'A message stays in its queue because something could not be reached.', {
            ...loggableKey(job.prepared.message.key),
            cause: error instanceof Error ? error.name : 'unknown',
          });
          return { kind: 'finished' };
        }),
    }).catch((error: unknown) => {
      ports.log('error', 'The rest of the batch stays in its queue because the send ledger cannot be reached.', {
        cause: error instanceof Error ? error.name : 'unknown',
      });
      return [];
    });
    const untilOf = new Map(left.map(({ job, untilMs }) => [job.job, untilMs]));
    for (const job of jobs.filter((candidate) => !ended.has(candidate)))
      await giveBack(job, untilOf.get(job) ?? clock.now() + unreachablePauseMs);
  }

  for (const { record, message } of followers) {
    const leader = leaders.find((candidate) => keyText(candidate.message.key) === keyText(message.key));
    const result = (leader && results.get(leader.record)) ?? soon();
    results.set(record, result.kind === 'done' ? done : again(result.untilMs));
    if (result.kind === 'done') ports.count({ name: 'Duplicate', value: 1, ...dimensions(message) });
  }

  return batch.records.map((record) => results.get(record) ?? soon());
};
