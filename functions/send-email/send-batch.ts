import { mostMimeBytes } from '../../shared/email/mime-size.ts';
import type { Lane } from '../../shared/email/streams.ts';
import { streamFacts } from '../../shared/email/streams.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import type { HoldMail } from '../../shared/held/ports.ts';
import type {
  CorrectMessage,
  DiscardPayload,
  FindProgress,
  MessageKey,
  MessageProgress,
  PartRefusal,
  RecordConflict,
} from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { type Payload, readRecord } from '../../shared/messages/read-record.ts';
import { readLedger } from '../../shared/pacing/reserve-slots.ts';
import { recipientsPerCall } from '../../shared/pacing/ses-bucket.ts';
import { loggableId, loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { FindSuppressions } from '../../shared/suppression/ports.ts';
import { scopesFor } from '../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { isNonEmpty, type NonEmpty } from '../../shared/system/non-empty.ts';
import type { Consistency } from '../../shared/system/ports.ts';
import {
  type StoreFailure,
  stayingBecause,
  storeFailureOf,
} from '../../shared/system/store-failure.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import { type Pause, pauseOf } from '../../shared/tenants/pauses.ts';
import type { FindTenants, SendingAccount, SendingTenant } from '../../shared/tenants/ports.ts';
import { bury, buryRefused, buryUntaken, copyOf } from './bury.ts';
import { type Decision, decide } from './decide.ts';
import { fetchInTurn, NoRoomLeft } from './fetch-in-turn.ts';
import { fingerprintOf } from './fingerprint.ts';
import { hold } from './hold.ts';
import { type PreparePorts, prepareMessage } from './prepare-message.ts';
import {
  again,
  latest,
  over,
  type RecordResult,
  storePauseMs,
  unreachablePauseMs,
} from './record-result.ts';
import { refuseConflict } from './refuse-conflict.ts';
import {
  dimensionsOf,
  outcomeOf,
  type RecordJob,
  type SendJobsPorts,
  sendJobs,
} from './send-jobs.ts';
import type { Run } from './send-part.ts';
import { asksForFeedback } from './unknown-outcome.ts';

export interface SendBatchPorts
  extends Omit<SendJobsPorts, 'ledger' | 'getSendQuota' | 'sendMail' | 'pausedSets'>,
    PreparePorts {
  readonly findTenants: FindTenants;
  readonly findProgress: FindProgress;
  readonly findSuppressions: FindSuppressions;
  readonly discardPayload: DiscardPayload;
  readonly holdMail: HoldMail;
  readonly correctMessage: CorrectMessage;
  readonly recordConflict: RecordConflict;
}

export interface Batch {
  readonly lane: Lane;
  readonly records: readonly QueuedRecord[];
  /** The transactional queue gave as many as it may: there is a backlog. Of the bulk queue nobody asks. */
  readonly isFull: boolean;
}

/** Mail that one run keeps in memory; what is beyond goes with another run. */
const memoryLimitBytes = 48 * 1024 * 1024;
/** Of objects that hold messages, which one run fetches: each stands in memory several times while it is read. */
const fetchLimitBytes = 24 * 1024 * 1024;

interface Read {
  readonly record: QueuedRecord;
  readonly message: ValidMessage;
  /** Of its mail. */
  readonly fingerprint: string;
  readonly text: string;
  /** The object in S3 that held it. */
  readonly payload: Payload | undefined;
}

/** What is to be done with a record: nothing more, or these calls. */
type Begun =
  | { readonly kind: 'ended'; readonly result: RecordResult }
  | {
      readonly kind: 'jobs';
      readonly account: SendingAccount;
      readonly jobs: readonly RecordJob[];
      readonly key: MessageKey;
      /** Of parts that SES refused for good in earlier runs. */
      readonly refusals: readonly PartRefusal[];
    };

const ended = (result: RecordResult): Begun => ({ kind: 'ended', result });

const keyText = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

/** The account of a tenant, and how many recipients one call may carry there. */
interface Way {
  readonly account: SendingAccount;
  readonly recipientsPerCall: number;
}

/**
 * How far each message has got. A message on its first delivery is nearly never in the table, and a claim is refused whatever its
 * worker believes. So an eventually consistent read will do there, for half the price.
 */
const findProgressOf = async (
  ports: Pick<SendBatchPorts, 'findProgress'>,
  reads: readonly Read[],
): Promise<readonly MessageProgress[]> => {
  const byConsistency = Map.groupBy(
    reads,
    ({ record }): Consistency => (record.isFirstDelivery ? 'eventual' : 'strong'),
  );
  const answers = [...byConsistency].map(([consistency, some]) =>
    ports.findProgress(
      some.map(({ message }) => message.key),
      consistency,
    ),
  );
  return (await Promise.all(answers)).flat();
};

/** What is known of one message. */
interface Known {
  readonly progress: MessageProgress | undefined;
  readonly suppressions: readonly SuppressionEntry[];
  readonly pause: Pause | undefined;
  /** Or why the ledger of its account does not answer. */
  readonly way: Way | StoreFailure['kind'];
}

const nothingKnown: Known = {
  progress: undefined,
  suppressions: [],
  pause: undefined,
  way: 'unreachable',
};

/** What is known of these messages, asked at once for all of them. An account whose ledger cannot be reached has no way. */
const lookUp = async (ports: SendBatchPorts, reads: readonly Read[]) => {
  const messages = reads.map(({ message }) => message);
  const readTenants = async () => {
    const tenants = await ports.findTenants([
      ...new Set(messages.map((message) => message.key.tenantId)),
    ]);
    const waysByName = new Map<string, Promise<Known['way']>>();
    for (const { account } of tenants.values()) {
      const way = async (): Promise<Way> => {
        account.memory.last ??= await readLedger({ ...ports, ...account });
        return { account, recipientsPerCall: recipientsPerCall(account.memory.last.minIntervalMs) };
      };
      if (!waysByName.has(account.name)) {
        const noWay = (error: unknown): StoreFailure['kind'] => {
          const { kind, code } = storeFailureOf(error);
          ports.log(
            'error',
            kind === 'unreachable'
              ? 'Messages wait because the send ledger of their account cannot be reached.'
              : 'Messages wait because the send ledger of their account refuses the function for good: check that its table exists, and the permissions of the function and of the key.',
            { account: account.name, cause: code },
          );
          return kind;
        };
        waysByName.set(account.name, way().catch(noWay));
      }
    }
    const readTenant = async ([tenantId, { account, pauses }]: readonly [string, SendingTenant]) =>
      [tenantId, { way: await waysByName.get(account.name), pauses }] as const;
    return new Map(await Promise.all([...tenants].map(readTenant)));
  };
  const [progress, suppressions, tenants] = await Promise.all([
    findProgressOf(ports, reads),
    ports.findSuppressions(
      messages.map((message) => ({
        addresses: message.recipients.map((recipient) => recipient.canonical),
        scopes: scopesFor(message.key.tenantId, message.stream),
      })),
    ),
    readTenants(),
  ]);
  const progressOf = new Map(progress.map((known) => [keyText(known.key), known]));
  return (message: ValidMessage): Known => {
    const addresses = new Set(message.recipients.map((recipient) => recipient.canonical));
    const scopes = scopesFor(message.key.tenantId, message.stream);
    const tenant = tenants.get(message.key.tenantId);
    return {
      progress: progressOf.get(keyText(message.key)),
      suppressions: suppressions.filter(
        (entry) => addresses.has(entry.address) && scopes.includes(entry.scope),
      ),
      pause: tenant && pauseOf(tenant.pauses, message.stream),
      way: tenant?.way ?? 'unreachable',
    };
  };
};

/** How far the feedback of an account has come, read once for a batch. */
const readingOnce = (): ((account: SendingAccount) => Promise<FeedbackReading | undefined>) => {
  const readings = new Map<string, Promise<FeedbackReading | undefined>>();
  return (account) => {
    const reading = readings.get(account.name) ?? account.readFeedback();
    readings.set(account.name, reading);
    return reading;
  };
};

/**
 * The same, where one message whose items cannot be read keeps none of the others back.
 *
 * @returns what is known of a message, or which item has to be corrected before anything can be said of it
 */
const lookUpApart = async (ports: SendBatchPorts, reads: readonly Read[]) => {
  try {
    return await lookUp(ports, reads);
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
  }
  const answers = new Map<ValidMessage, Known | UnreadableItem>();
  for (const one of reads) {
    const known = await lookUp(ports, [one]).catch((error: unknown) => {
      if (error instanceof UnreadableItem) return error;
      throw error;
    });
    answers.set(one.message, known instanceof UnreadableItem ? known : known(one.message));
  }
  return (message: ValidMessage): Known | UnreadableItem | undefined => answers.get(message);
};

/**
 * Sends the messages of a batch: each is checked, paced, claimed and sent once, or its end is written down.
 *
 * @returns one result per record, in their order. A record is `done` only when its end is written, or SES has
 * taken it and the table cannot be reached for the rest of the run; whatever fails on the way comes again
 */
export const sendBatch = async (
  ports: SendBatchPorts,
  run: Run,
  batch: Batch,
): Promise<readonly RecordResult[]> => {
  const { clock } = ports;

  /** Comes again when a store may have mended; what refuses everybody is counted. */
  const waitFor = (record: QueuedRecord, kind: StoreFailure['kind']): RecordResult => {
    if (kind === 'setup') ports.count({ name: 'StoreRefused', value: 1 });
    return again(clock.now() + storePauseMs(kind, copyOf(record), clock.now()));
  };

  /** Runs the work; what fails leaves its record in the queue, unless the message is one that a store will never take. */
  const guarded = <Result>(
    record: QueuedRecord,
    work: () => Promise<Result>,
    message?: ValidMessage,
  ): Promise<Result | RecordResult> =>
    work().catch((error: unknown): RecordResult | Promise<Result | RecordResult> => {
      if (error instanceof NoRoomLeft) return again(clock.now());
      const { kind, code } = storeFailureOf(error);
      if (kind === 'message' && message !== undefined)
        return guarded(record, () => buryUntaken(ports, record, outcomeOf(message, [], run), code));
      ports.log('error', stayingBecause[kind], {
        sqsMessageId: loggableId(record.sqsMessageId),
        cause: code,
      });
      return waitFor(record, kind);
    });

  const fetchMessage = fetchInTurn(ports.fetchObject, fetchLimitBytes);
  const read = async (record: QueuedRecord): Promise<Read | RecordResult> => {
    const reading = await readRecord({ ...ports, fetchObject: fetchMessage }, record, batch.lane);
    if (reading.kind === 'valid') {
      const { message, text, payload } = reading;
      return { record, message, fingerprint: fingerprintOf(message), text, payload };
    }
    if (reading.kind === 'over') {
      ports.count({ name: 'Duplicate', value: 1, tenantId: reading.key.tenantId });
      ports.log('info', 'The message was sent, or ended, before.', loggableKey(reading.key));
      return over;
    }
    ports.count({ name: 'Rejected', value: 1, tenantId: reading.key.tenantId });
    const { key, stream, reasons } = reading;
    return bury(ports, record, {
      key,
      stream,
      reasons,
      state: 'rejected',
      part: undefined,
      settleMs: run.settleMs,
      recipients: [],
      suppressed: [],
    });
  };

  let heldBytes = 0;
  const prepare = async (
    { record, message, fingerprint }: Read,
    decision: Extract<Decision, { kind: 'send' }>,
    account: SendingAccount,
    lookedAtMs: number,
  ): Promise<Begun> => {
    if (heldBytes + mostMimeBytes(message.content) > memoryLimitBytes)
      return ended(again(clock.now()));
    const dimensions = dimensionsOf(message, ports.configurationSets);
    const preparation = await prepareMessage(message, ports);
    if (preparation.kind === 'refused') {
      ports.count({ name: 'Rejected', value: 1, ...dimensions });
      const { reasons } = preparation;
      return ended(
        await bury(ports, record, {
          ...outcomeOf(message, decision.suppressed, run),
          state: 'rejected',
          part: undefined,
          reasons,
        }),
      );
    }
    heldBytes += preparation.prepared.bytes;
    if (decision.suppressed.length > 0)
      ports.count({ name: 'Suppressed', value: decision.suppressed.length, ...dimensions });
    const { plan, suppressed, isNew, corrects } = decision;
    if (corrects !== undefined) {
      const isCorrected = await ports.correctMessage(message.key, corrects, fingerprint);
      if (!isCorrected) return ended(again(clock.now()));
    }
    return {
      kind: 'jobs',
      account,
      key: message.key,
      refusals: decision.refusals,
      jobs: decision.parts.map((part) => ({
        ...part,
        record,
        prepared: preparation.prepared,
        plan,
        suppressed,
        copyMs: copyOf(record),
        isNew,
        fingerprint,
        lookedAtMs,
      })),
    };
  };

  const carryOut = async (
    one: Read,
    decision: Decision,
    account: SendingAccount,
    lookedAtMs: number,
  ): Promise<Begun> => {
    const { message } = one;
    const dimensions = dimensionsOf(message, ports.configurationSets);
    const refused = async (refusals: NonEmpty<PartRefusal>): Promise<Begun> =>
      ended(await buryRefused(ports, one.record, message.key, refusals));
    const conclude = async (
      { kind: state, endedClaims, refusals }: Extract<Decision, { kind: 'expired' | 'suppressed' }>,
      reason: string,
      suppressed: readonly string[],
    ): Promise<Begun> => {
      for (const claim of endedClaims.length > 0 ? endedClaims : [{ part: undefined }]) {
        await ports.recordOutcome({
          ...outcomeOf(message, suppressed, run),
          ...claim,
          state,
          reasons: [reason],
          atMs: clock.now(),
        });
      }
      ports.log('info', `The message is ${state}.`, loggableKey(message.key));
      return isNonEmpty(refusals) ? refused(refusals) : ended(over);
    };
    switch (decision.kind) {
      case 'duplicate':
        ports.count({ name: 'Duplicate', value: 1, ...dimensions });
        ports.log('info', 'The message was sent before.', loggableKey(message.key));
        return ended(over);
      case 'refused':
        return refused(decision.refusals);
      case 'conflict':
        return ended(await refuseConflict(ports, one));
      case 'again':
        ports.count({ name: 'Deferred', value: 1, ...dimensions });
        return ended(again(decision.untilMs));
      case 'expired':
        return conclude(decision, 'expiresAt: passed before the message could be sent', []);
      case 'suppressed':
        ports.count({ name: 'Suppressed', value: decision.suppressed.length, ...dimensions });
        return conclude(decision, 'every recipient is suppressed', decision.suppressed);
      case 'hold':
        return ended(await hold(ports, run, one, decision));
      case 'send':
        return prepare(one, decision, account, lookedAtMs);
      default:
        return decision satisfies never;
    }
  };

  /** The message is over and that is written down; an object that stays behind expires. */
  const discard = ({ payload, message }: Read): Promise<void> =>
    payload === undefined || !payload.isNamed
      ? Promise.resolve()
      : ports.discardPayload(payload.bucket, payload.key).catch((error: unknown) =>
          ports.log('warn', 'The object of a finished message could not be deleted; it expires.', {
            ...loggableKey(message.key),
            cause: error instanceof Error ? error.name : 'unknown',
          }),
        );

  /** One after the other, so that no more mail is held in memory than allowed. */
  const begin = async (messages: readonly Read[]): Promise<ReadonlyMap<QueuedRecord, Begun>> => {
    const begun = new Map<QueuedRecord, Begun>();
    if (messages.length === 0) return begun;
    const feedbackOf = readingOnce();
    const lookedAtMs = clock.now();
    const known = await lookUpApart(ports, messages).catch((error: unknown) => {
      // Fails closed: without the suppressions nothing is sent.
      const { kind, code } = storeFailureOf(error);
      ports.log(
        'error',
        kind === 'unreachable'
          ? 'The batch stays in its queue because a table cannot be reached.'
          : 'The batch stays in its queue because a table refuses the function for good: check that it exists, and the permissions of the function and of the key.',
        { cause: code },
      );
      return kind;
    });
    for (const one of messages) {
      if (typeof known === 'string') {
        begun.set(one.record, ended(waitFor(one.record, known)));
        continue;
      }
      const found = known(one.message);
      if (found instanceof UnreadableItem)
        ports.log('error', `A message waits. ${found.message}`, loggableKey(one.message.key));
      const { way, ...facts } =
        found === undefined || found instanceof UnreadableItem ? nothingKnown : found;
      if (typeof way === 'string') {
        begun.set(one.record, ended(waitFor(one.record, way)));
        continue;
      }
      const { onUnknownOutcome } = streamFacts[one.message.stream];
      const { recipientsPerCall } = way;
      const result = await guarded(
        one.record,
        async () => {
          const now = { nowMs: clock.now(), settleMs: run.settleMs, silenceMs: run.silenceMs };
          const asks = onUnknownOutcome === 'resend' && asksForFeedback(facts.progress, now);
          const decision = decide(one.message, {
            ...facts,
            ...now,
            recipientsPerCall,
            onUnknownOutcome,
            fingerprint: one.fingerprint,
            feedback: asks ? await feedbackOf(way.account) : undefined,
            releasedCopy: one.record.releasedCopy,
            firstArrivedAtMs: one.record.firstArrivedAtMs,
            copyMs: copyOf(one.record),
          });
          return carryOut(one, decision, way.account, lookedAtMs);
        },
        one.message,
      );
      begun.set(
        one.record,
        result.kind === 'done' || result.kind === 'again' ? ended(result) : result,
      );
    }
    return begun;
  };

  const readings = await Promise.all(
    batch.records.map((record) => guarded(record, () => read(record))),
  );
  const readable = readings.filter((reading) => 'message' in reading);
  // The same message twice in one batch: the second does what becomes of the first.
  const firstOf = new Map(readable.toReversed().map((one) => [keyText(one.message.key), one]));
  const begun = await begin(
    readable.filter((one) => firstOf.get(keyText(one.message.key)) === one),
  );

  // Each account at its own pace: a slow one does not hold up the others.
  const jobsOf = Map.groupBy(
    [...begun.values()].filter((one) => one.kind === 'jobs'),
    (one) => one.account,
  );
  const lane = batch.lane === 'transactional' ? 'high' : 'low';
  const sendAll = [...jobsOf].map(([account, groups]) =>
    sendJobs(
      { ...ports, ...account },
      run,
      account.memory,
      groups.flatMap((group) => group.jobs),
      { lane, isFullBatch: batch.isFull },
    ),
  );
  const sent = new Map((await Promise.all(sendAll)).flatMap((results) => [...results]));

  const endOf = async (record: QueuedRecord, start: Begun): Promise<RecordResult> => {
    if (start.kind === 'ended') return start.result;
    const calls = start.jobs.flatMap((job) => sent.get(job) ?? []);
    if (calls.length < start.jobs.length) return again(clock.now() + unreachablePauseMs);
    const result = latest(calls.filter((call) => call.kind !== 'refused'));
    const refusals = [
      ...start.refusals,
      ...calls.flatMap((call) => (call.kind === 'refused' ? [call.refusal] : [])),
    ];
    return result.kind === 'done' && isNonEmpty(refusals)
      ? guarded(record, () => buryRefused(ports, record, start.key, refusals))
      : result;
  };
  const ends = new Map(
    await Promise.all(
      [...begun].map(async ([record, start]) => [record, await endOf(record, start)] as const),
    ),
  );
  const resultOf = (record: QueuedRecord): RecordResult =>
    ends.get(record) ?? again(clock.now() + unreachablePauseMs);

  const results = readings.map((reading) => {
    if (!('message' in reading)) return reading;
    const first = firstOf.get(keyText(reading.message.key));
    // Another mail under the same id: what becomes of it is told by the table, once it knows the first.
    if (first !== undefined && first.fingerprint !== reading.fingerprint) return again(clock.now());
    const result = resultOf((first ?? reading).record);
    if (first !== reading && result.kind === 'done') {
      ports.count({
        name: 'Duplicate',
        value: 1,
        ...dimensionsOf(reading.message, ports.configurationSets),
      });
    }
    return result;
  });
  await Promise.all(
    readings.map((reading, index) =>
      'message' in reading && results[index] === over ? discard(reading) : undefined,
    ),
  );
  return results;
};
