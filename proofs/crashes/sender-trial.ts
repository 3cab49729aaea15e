import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { startQueuePoller } from '../../local/triggers/queue-poller.ts';
import { type Stream, streamFacts } from '../../shared/email/streams.ts';
import { type Lab, named } from './crash-lab.ts';
import type { EventsMode } from './crash-row.ts';
import { countUnknowable, type KillPoint, labelOf, requestsAbout } from './kill-switch.ts';
import { prepareVictim } from './run-at-point.ts';
import { type BatchKind, type TrialMessage, trialMessages } from './trial-messages.ts';

/** One batch, sent by processes of its own of which the first is killed at a point. */
export interface SenderPlan {
  /** No other trial has it. */
  readonly name: string;
  readonly batch: BatchKind;
  readonly stream: Stream;
  readonly events: EventsMode;
  /** Undefined lets it run, to see how many requests it makes. */
  readonly point: KillPoint | undefined;
}

/** A trial that has come to rest; what became of its messages is read from outside. */
export interface SenderTrial {
  readonly plan: SenderPlan;
  /** The request at which the process was killed. */
  readonly killedAt: string | undefined;
  /** Requests of the first run. */
  readonly requests: readonly string[];
  readonly messages: readonly {
    readonly message: TrialMessage;
    /** How often it had to go out again because nobody could know that SES had taken it. */
    readonly unknowable: number;
    /** What was asked about it. */
    readonly requests: string;
  }[];
}

/** SQS gives the batch again that soon after the process is dead; in AWS it is six times the function's timeout. */
const visibilitySeconds = 4;
/** Where events arrive they come in time, so that nothing is held; where they are held back everything of unknown outcome is. */
const silenceSeconds: Readonly<Record<EventsMode, number>> = { arrive: 600, 'held-back': 3 };
const atMostMs = 240_000;

const lanes = { transactional: 'TRANSACTIONAL', bulk: 'BULK' } as const;

/** Runs one trial, beside others: it has a queue, processes and ids of its own and shares the rest of the pipeline. */
export const runSenderTrial = async (lab: Lab, plan: SenderPlan): Promise<SenderTrial> => {
  const { endpoints, sqs, s3 } = lab;
  const { region, accountId } = endpoints;
  const Bucket = named(endpoints.buckets, 'payload');
  const messages = trialMessages(plan.name, plan.batch, plan.stream, Bucket, plan.events);
  const name = `bench-${plan.name}`;
  const queueUrl = `${endpoints.sqs}/${accountId}/${name}`;
  const queueArn = `arn:aws:sqs:${region}:${accountId}:${name}`;
  const lane = lanes[streamFacts[plan.stream].lane];

  await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
  for (const { payload, suppressed = [] } of messages) {
    if (payload !== undefined)
      await s3.send(new PutObjectCommand({ Bucket, Key: payload.key, Body: payload.text }));
    for (const address of suppressed) {
      await lab.suppressions.suppress({
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
  await putBacklog(
    sqs,
    queueUrl,
    messages.map(({ body }) => body),
  );

  const victim = await prepareVictim({
    definition: lab.stack.definition('send-email'),
    endpoints,
    environment: {
      [`QUEUE_${lane}_ARN`]: queueArn,
      [`QUEUE_${lane}_URL`]: queueUrl,
      SILENCE_SECONDS: String(silenceSeconds[plan.events]),
    },
    point: plan.point,
    onLine: () => undefined,
  });
  const poller = startQueuePoller({
    sqs,
    queueUrl,
    queueArn,
    region,
    settings: {
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 1,
      reportsItemFailures: true,
    },
    invoke: victim.pool.invoke,
    onProblem: () => undefined,
    waitSeconds: 1,
  });
  const isEmpty = async (): Promise<boolean> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    const waiting =
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible) +
      Number(Attributes.ApproximateNumberOfMessagesDelayed);
    return waiting === 0 && poller.counts().runningInvocations === 0;
  };
  try {
    await waitUntil(isEmpty, { everyMs: 300, atMostMs });
  } finally {
    await poller.stop(1_000);
    await victim.stop();
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
  }

  const journal = victim.killer.journal();
  const killedAt = victim.killer.killedAt();
  return {
    plan,
    killedAt: killedAt === undefined ? undefined : labelOf(killedAt),
    requests: journal.entries.filter(({ run }) => run === 1).map(({ request }) => labelOf(request)),
    messages: messages.map((message) => ({
      message,
      unknowable: countUnknowable(journal, message.key.messageId),
      requests: requestsAbout(journal, message.key.messageId),
    })),
  };
};
