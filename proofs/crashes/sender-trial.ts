import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Stream, streamFacts } from '../../shared/email/streams.ts';
import { type Lab, named } from './crash-lab.ts';
import type { EventsMode } from './crash-row.ts';
import {
  countUnknowable,
  type KillPoint,
  type KillSwitch,
  labelOf,
  requestsAbout,
} from './kill-switch.ts';
import { prepareVictim } from './run-at-point.ts';
import type { SmtpLab } from './smtp-lab.ts';
import { type BatchKind, type TrialMessage, trialMessages } from './trial-messages.ts';
import { drainTrialQueue, makeTrialQueue } from './trial-queue.ts';

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
  /** Requests of the first run. */
  readonly requests: readonly string[];
  /** Messages that were on the queue when the trial was over. */
  readonly left: number;
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

const lanes = { transactional: 'TRANSACTIONAL', bulk: 'BULK' } as const;

/**
 * Runs one trial, in parallel with others: it has a queue, processes and ids of its own, and shares
 * the rest of the pipeline.
 */
export const runSenderTrial = async (lab: Lab, plan: SenderPlan): Promise<SenderTrial> => {
  const { endpoints } = lab;
  const bucket = named(endpoints.buckets, 'payload');
  const messages = trialMessages(plan.name, plan.batch, plan.stream, bucket, plan.events);
  await setTheScene(lab, bucket, messages);
  const bodies = messages.map(({ body }) => body);
  const queue = await makeTrialQueue(lab, plan.name, bodies, visibilitySeconds);
  const lane = lanes[streamFacts[plan.stream].lane];
  const victim = await prepareVictim({
    definition: lab.stack.definition('send-email'),
    endpoints,
    environment: {
      [`QUEUE_${lane}_ARN`]: queue.arn,
      [`QUEUE_${lane}_URL`]: queue.url,
      SILENCE_SECONDS: String(silenceSeconds[plan.events]),
    },
    point: plan.point,
    onLine: () => undefined,
  });
  plan.smtp?.watch(`${plan.name}-`, victim.killer);
  try {
    const left = await drainTrialQueue(lab, queue, victim.pool.invoke, atMostMs);
    return trialOf(plan, messages, victim.killer, left);
  } finally {
    await victim.stop();
  }
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
  left: number,
): SenderTrial => {
  const journal = killer.journal();
  const killedAt = killer.killedAt();
  return {
    plan,
    left,
    killedAt: killedAt === undefined ? undefined : labelOf(killedAt),
    requests: journal.entries.filter(({ run }) => run === 1).map(({ request }) => labelOf(request)),
    messages: messages.map((message) => ({
      message,
      unknowable: countUnknowable(journal, message.key.messageId),
      requests: requestsAbout(journal, message.key.messageId),
    })),
  };
};
