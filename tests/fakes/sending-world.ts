import type { SuspectPorts } from '../../functions/send-email/send-alone.ts';
import { type SendBatchPorts, sendBatch } from '../../functions/send-email/send-batch.ts';
import { newShareMemory } from '../../shared/budgets/share-memory.ts';
import { messageLimits } from '../../shared/email/message-limits.ts';
import { mayReadOf } from '../../shared/email/object-prefixes.ts';
import { basicStreams, type Lane, type Stream } from '../../shared/email/streams.ts';
import { validateMessage } from '../../shared/email/validate-message.ts';
import type { PutBatch } from '../../shared/enqueue/put-entries.ts';
import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import { heldKey } from '../../shared/held/held-key.ts';
import { fingerprintOf } from '../../shared/messages/fingerprint.ts';
import type { LedgerMemory } from '../../shared/pacing/ledger-view.ts';
import { newLedger } from '../../shared/pacing/new-ledger.ts';
import { toPipelineEvent } from '../../shared/pipeline-events/event-fact.ts';
import type { PipelineEvent } from '../../shared/pipeline-events/pipeline-event.ts';
import type { JointAnswer, Mail, SendAnswer, TemplatedMail } from '../../shared/ses-api/ports.ts';
import { basicStreamsOf } from '../../shared/streams/stream-facts.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import type { Count } from '../../shared/telemetry/ports.ts';
import type { Pauses } from '../../shared/tenants/pauses.ts';
import type { SendingAccount, WayOut } from '../../shared/tenants/ports.ts';
import type { TenantSettings } from '../../shared/tenants/settings.ts';
import { memoryBudgets } from './memory-budgets.ts';
import { memoryLedger } from './memory-ledger.ts';
import { memoryMessages } from './memory-messages.ts';
import { virtualClock } from './virtual-clock.ts';

export const noon = Date.UTC(2026, 10, 21, 12);
export const settleMs = 120_000;
export const silenceMs = 3_600_000;

/** As of every call by SMTP. */
const oneRecipientOnly: SendAnswer = {
  kind: 'refused',
  refusal: { kind: 'message', code: 'OneRecipientPerCall', cause: 'x', remedy: 'y' },
};

/** Everything the sender works on, in memory and in virtual time. */
export const sendingWorld = ({
  rate = 14,
  quota = 50_000,
}: {
  readonly rate?: number;
  readonly quota?: number;
} = {}) => {
  const { clock, run } = virtualClock(noon);
  const messages = memoryMessages();
  const reading = { maxPerSecond: rate, max24Hours: quota, sentLast24Hours: 0 };
  const ledger = memoryLedger(newLedger(reading, noon));
  const mails: { readonly mail: Mail; readonly atMs: number }[] = [];
  const suppressions: SuppressionEntry[] = [];
  const objects = new Map<string, Uint8Array>();
  const pauses = new Map<string, Pauses>();
  const settings = new Map<string, TenantSettings>();
  const budgets = memoryBudgets();
  /** Name of the object → the message. */
  const held = new Map<string, string>();
  const heldGroups = new Map<string, string>();
  const deadLetters: {
    readonly body: string;
    readonly reasons: readonly string[];
    readonly queue: string;
    readonly remedy: string | undefined;
    readonly group?: string;
  }[] = [];
  const counts: Count[] = [];
  /** What the sender itself puts on its queues. */
  const unfolded = {
    bodies: [] as string[],
    /** Attributes of each of them. */
    attributes: [] as unknown[],
    /** Items of each request from here on that SQS refuses. */
    refusing: (_index: number): boolean => false,
    putBatch:
      (_lane: Lane): PutBatch =>
      async (items) =>
        items.map(({ body, attributes }) => {
          if (unfolded.refusing(unfolded.bodies.length))
            return { kind: 'refused', code: 'InternalError', isRetriable: false };
          unfolded.bodies.push(body);
          unfolded.attributes.push(attributes);
          return { kind: 'queued', sqsMessageId: `unfolded-${unfolded.bodies.length}` };
        }),
  };
  const lines: string[] = [];
  const ses = {
    answer: (_mail: Mail, call: number): SendAnswer => ({
      kind: 'accepted',
      sesMessageId: `ses-${call}`,
    }),
    /** The answer to a joint request, where that is not one for each of its mails. */
    jointly: (_mails: readonly TemplatedMail[]): JointAnswer | undefined => undefined,
  };
  /** Mails of each joint request. */
  const jointRequests: (readonly TemplatedMail[])[] = [];
  let ids = 0;
  /** Pipeline events, in the order in which they were published. */
  const published: PipelineEvent[] = [];
  const topic = { isDown: false };

  /**
   * Events of earlier and of later calls come, unless a test says otherwise: then a missing event
   * is proof.
   */
  const feedback: { reading: FeedbackReading | undefined; reads: number } = {
    reading: { firstCallMs: 0, newestCallMs: Number.MAX_SAFE_INTEGER, waiting: 0 },
    reads: 0,
  };
  const memory: LedgerMemory = { last: undefined };
  const account: SendingAccount = {
    name: 'own',
    isBrought: false,
    ledger: ledger.store,
    getSendQuota: async () => reading,
    memory,
    pausedAtSes: new Map(),
    readFeedback: async () => {
      feedback.reads += 1;
      return feedback.reading;
    },
    sendMail: async (mail) => {
      mails.push({ mail, atMs: clock.now() });
      const call = mails.length;
      await clock.sleepUntil(clock.now() + 60);
      return ses.answer(mail, call);
    },
    sendJointly: async (some) => {
      const before = mails.length;
      jointRequests.push(some);
      mails.push(...some.map((mail) => ({ mail, atMs: clock.now() })));
      await clock.sleepUntil(clock.now() + 60);
      return (
        ses.jointly(some) ?? {
          kind: 'answered',
          answers: some.map((mail, place) => ses.answer(mail, before + place + 1)),
        }
      );
    },
  };

  /** A back-up SMTP provider. No stream has it as its way out before a test says so. */
  const provider = {
    answer: (_mail: Mail, call: number): SendAnswer => ({
      kind: 'accepted',
      sesMessageId: `smtp-${call}@example.net`,
    }),
    mails: [] as { readonly mail: Mail; readonly atMs: number }[],
    ledger: memoryLedger(newLedger({ ...reading, maxPerSecond: 5 }, noon)),
  };
  const wayOut: SendingAccount = {
    name: 'way-out#transactional',
    isBrought: false,
    bySmtp: true,
    ledger: provider.ledger.store,
    getSendQuota: async () => ({ ...reading, maxPerSecond: 5 }),
    memory: { last: undefined },
    pausedAtSes: new Map(),
    readFeedback: async () => undefined,
    sendMail: async (mail) => {
      if (mail.destinations.length > 1) return oneRecipientOnly;
      provider.mails.push({ mail, atMs: clock.now() });
      const call = provider.mails.length;
      await clock.sleepUntil(clock.now() + 60);
      return provider.answer(mail, call);
    },
  };
  const waysOut: Partial<Record<Stream, WayOut>> = {};

  const ports: SendBatchPorts & SuspectPorts = {
    ...messages.store,
    putBatch: (lane) => unfolded.putBatch(lane),
    budgets: budgets.store,
    findTenants: async (tenantIds) =>
      new Map(
        tenantIds.map((tenantId) => [
          tenantId,
          {
            account,
            pauses: pauses.get(tenantId) ?? {},
            settings: settings.get(tenantId),
            waysOut,
          },
        ]),
      ),
    holdMail: async (mail, text, group) => {
      held.set(heldKey(mail), text);
      if (group !== undefined) heldGroups.set(heldKey(mail), group);
    },
    findSuppressions: async (questions) =>
      suppressions.filter((entry) =>
        questions.some(
          ({ addresses, scopes }) =>
            addresses.includes(entry.address) && scopes.includes(entry.scope),
        ),
      ),
    putDeadLetter: async (body, reasons, { queue, group }, remedy) => {
      deadLetters.push({ body, reasons, queue, remedy, ...(group === undefined ? {} : { group }) });
    },
    fetchObject: async (bucket, key, roomBytes = Infinity) => {
      const object = objects.get(`${bucket}/${key}`);
      return object instanceof Uint8Array && object.byteLength > roomBytes
        ? { kind: 'no-room', bytes: object.byteLength }
        : object;
    },
    limitBytes: messageLimits.mimeBytes,
    mayRead: mayReadOf((bucket) => bucket === 'payload-bucket'),
    discardPayload: async (bucket, key) => void objects.delete(`${bucket}/${key}`),
    streams: basicStreamsOf('set-'),
    accountsSeen: new Map(),
    shares: newShareMemory(),
    clock,
    now: clock.now,
    random: () => 0.5,
    newId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
    publishFacts: async (facts) => {
      if (topic.isDown) return new Map(facts.map((fact) => [fact, 'again']));
      const events = facts.map((fact) => toPipelineEvent(fact));
      const first = new Map(events.toReversed().map((event) => [event.id, event]));
      published.push(...new Set(events.flatMap(({ id }) => first.get(id) ?? [])));
      return new Map();
    },
    count: (count) => counts.push(count),
    log: (level, message, fields) => lines.push(JSON.stringify({ level, message, ...fields })),
  };

  let runs = 0;
  /** One run of the function over these bodies; the ports may be replaced one by one. */
  const deliver = (
    bodies: readonly string[],
    options: {
      readonly lane?: 'transactional' | 'bulk';
      readonly ports?: Partial<SendBatchPorts>;
      readonly arrivedAtMs?: number;
      readonly releasedCopy?: number;
      readonly isFirstDelivery?: boolean;
      readonly receives?: number;
    } = {},
  ) => {
    runs += 1;
    const lane = options.lane ?? 'transactional';
    const endMs = clock.now() + 60_000;
    const work = sendBatch(
      { ...ports, ...options.ports },
      { owner: `run-${runs}`, remainingMs: () => endMs - clock.now(), settleMs, silenceMs },
      {
        lane,
        isFull: bodies.length >= 10,
        records: bodies.map((body, index) => ({
          sqsMessageId: `sqs-${runs}-${index}`,
          body,
          queue: lane,
          arrivedAtMs: options.arrivedAtMs ?? clock.now(),
          releasedCopy: options.releasedCopy,
          isFirstDelivery: options.isFirstDelivery ?? options.releasedCopy === undefined,
          ...(options.receives === undefined ? {} : { receives: options.receives }),
        })),
      },
    );
    return run(work);
  };

  const sum = (name: Count['name']): number =>
    counts.filter((count) => count.name === name).reduce((total, { value }) => total + value, 0);
  const sleep = (ms: number) => run(clock.sleepUntil(clock.now() + ms));

  return {
    clock,
    run,
    deliver,
    sleep,
    messages,
    ledger,
    mails,
    jointRequests,
    unfolded,
    suppressions,
    objects,
    pauses,
    settings,
    budgets,
    held,
    heldGroups,
    deadLetters,
    counts,
    sum,
    lines,
    ses,
    feedback,
    published,
    topic,
    memory,
    account,
    provider,
    wayOut,
    waysOut,
    ports,
  };
};

/** Of the mail that a body describes. */
export const fingerprintOfBody = (body: string, queueLane: Lane = 'transactional'): string => {
  const context = { sqsMessageId: 'none', streams: basicStreams, queueLane, nowMs: noon };
  const reading = validateMessage(body, context);
  if (reading.kind !== 'valid') throw new Error('The body is not valid.');
  return fingerprintOf(reading.message);
};

/** A message as a service puts it on the queue. */
export const bodyOf = (changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    messageId: 'order-1',
    from: 'Shop <shop@example.com>',
    to: ['jane@example.org'],
    subject: 'Your order',
    text: 'It is on its way.',
    ...changes,
  });
