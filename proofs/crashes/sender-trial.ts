import { PutObjectCommand } from '@aws-sdk/client-s3';
import { basicStreams, factsOf, type Stream } from '../../shared/email/streams.ts';
import { type Lab, named } from './crash-lab.ts';
import type { EventsMode } from './crash-row.ts';
import {
  countUnknowable,
  type KillPoint,
  type KillSwitch,
  labelOf,
  requestsAbout,
} from './kill-switch.ts';
import { prepareVictim, type Victim } from './run-at-point.ts';
import type { SmtpLab } from './smtp-lab.ts';
import { type BatchKind, type TrialMessage, trialMessages } from './trial-messages.ts';
import {
  deleteTrialQueue,
  drainTrialQueue,
  makeTrialQueue,
  type TrialQueue,
} from './trial-queue.ts';

/**
 * Plan of a trial: one batch, sent by processes of its own, the first of which is killed at a
 * point.
 */
export interface SenderPlan {
  /** No other trial has it. */
  readonly name: string;
  readonly batch: BatchKind;
  readonly stream: Stream;
  readonly events: EventsMode;
  /** Undefined kills nothing, to learn which requests it makes. */
  readonly point: KillPoint | undefined;
  /** Provider of the way out, where SES refuses the account; its steps are kill points, too. */
  readonly smtp?: SmtpLab | undefined;
}

/** A finished trial. The state of its messages is read from outside. */
export interface SenderTrial {
  readonly plan: SenderPlan;
  /** The request at which the process was killed. */
  readonly killedAt: string | undefined;
  /** Requests of the first run; of all, where that only unfolds a message. */
  readonly requests: readonly string[];
  /** Messages that were on the queue when the trial was over, delayed ones included. */
  readonly left: number;
  /** The queue; it exists as long as something is left on it. */
  readonly queue: TrialQueue;
  readonly messages: readonly {
    readonly message: TrialMessage;
    /** How often it was sent again because nobody could know that SES had accepted it. */
    readonly unknowable: number;
    /** Requests about it. */
    readonly requests: string;
  }[];
}

/** Visibility timeout; seconds. In AWS it is six times the function's timeout. */
const visibilitySeconds = 4;
/**
 * Silence time; seconds. Where events arrive they come in time, so that nothing is held; where they
 * are held back, everything of unknown outcome is held.
 */
const silenceSeconds: Readonly<Record<EventsMode, number>> = { arrive: 600, 'held-back': 3 };
const atMostMs = 240_000;
/** Time of a trial in which SES refuses the account: mail that needs SES outlasts any. */
const withoutSesAtMostMs = 90_000;

const lanes = { transactional: 'TRANSACTIONAL', bulk: 'BULK' } as const;

/**
 * Runs one trial, in parallel with others: it has a queue, processes and ids of its own, and shares
 * the rest of the pipeline.
 */
export const runSenderTrial = async (lab: Lab, plan: SenderPlan): Promise<SenderTrial> => {
  const bucket = named(lab.endpoints.buckets, 'payload');
  const messages = trialMessages(plan.name, plan.batch, plan.stream, bucket, plan.events);
  await setTheScene(lab, bucket, messages);
  const bodies = messages.flatMap(({ body }) => (body === undefined ? [] : [body]));
  const queue = await makeTrialQueue(lab, plan.name, bodies, visibilitySeconds);
  const victim = await prepareSender(lab, plan, queue);
  plan.smtp?.watch(`${plan.name}-`, victim.killer);
  try {
    const left = await drainTrialQueue(
      lab,
      queue,
      victim.pool.invoke,
      plan.smtp === undefined ? atMostMs : withoutSesAtMostMs,
    );
    if (left === 0) await deleteTrialQueue(lab, queue);
    return trialOf(plan, messages, victim.killer, { left, queue });
  } finally {
    await victim.stop();
  }
};

/**
 * Delivers what a trial has left on its queue to a process that nobody kills; then deletes the queue.
 *
 * @returns number of messages that were on it still
 */
export const sendTheRest = async (
  lab: Lab,
  { plan, queue }: SenderTrial,
  atMostMs: number,
): Promise<number> => {
  const sender = await prepareSender(lab, { ...plan, point: undefined }, queue);
  try {
    return await drainTrialQueue(lab, queue, sender.pool.invoke, atMostMs);
  } finally {
    await sender.stop();
    await deleteTrialQueue(lab, queue);
  }
};

/** A sender with processes of its own that takes its messages from the queue of a trial. */
const prepareSender = (
  { stack, endpoints }: Lab,
  { stream, events, point }: SenderPlan,
  queue: TrialQueue,
): Promise<Victim> => {
  const lane = lanes[factsOf(basicStreams, stream).lane];
  return prepareVictim({
    definition: stack.definition('send-email'),
    endpoints,
    environment: {
      [`QUEUE_${lane}_ARN`]: queue.arn,
      [`QUEUE_${lane}_URL`]: queue.url,
      SILENCE_SECONDS: String(silenceSeconds[events]),
    },
    point,
    onLine: () => undefined,
  });
};

/** Prepares what the messages of a trial need: their objects and suppressions. */
const setTheScene = async (
  { s3, suppressions }: Lab,
  bucket: string,
  messages: readonly TrialMessage[],
): Promise<void> => {
  for (const { payload, suppressed = [] } of messages) {
    if (payload !== undefined)
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: payload.key, Body: payload.text }));
    for (const address of suppressed) {
      await suppressions.suppress({
        address,
        scope: '*',
        reason: 'operator',
        detail: 'bench',
        source: 'operator:bench',
        sinceMs: Date.now(),
        expiresAtMs: undefined,
      });
    }
  }
};

/** Builds the result of a trial from what the kill switch saw. */
const trialOf = (
  plan: SenderPlan,
  messages: readonly TrialMessage[],
  killer: KillSwitch,
  { left, queue }: Pick<SenderTrial, 'left' | 'queue'>,
): SenderTrial => {
  const journal = killer.journal();
  const killedAt = killer.killedAt();
  return {
    plan,
    left,
    queue,
    killedAt: killedAt === undefined ? undefined : labelOf(killedAt),
    requests: journal.entries
      .filter(({ run }) => run === 1 || plan.batch === 'bulk')
      .map(({ request }) => labelOf(request)),
    messages: messages.map((message) => ({
      message,
      unknowable: countUnknowable(journal, message.key.messageId),
      requests: requestsAbout(journal, message.key.messageId),
    })),
  };
};
