import { randomUUID } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { createAsynchronousInvocation } from '../../local/lambda/asynchronous-invocation.ts';
import { startQueuePoller } from '../../local/triggers/queue-poller.ts';
import { toSnsEvent } from '../../local/triggers/sns-event.ts';
import type { MailFacts } from '../../simulator/events/mail-facts.ts';
import { writeEvent } from '../../simulator/events/write-event.ts';
import { writeNotification } from '../../simulator/events/write-notification.ts';
import type { Outcome } from '../../simulator/sending/outcome.ts';
import { readStatuses } from '../account/read-found.ts';
import { type Lab, named } from './crash-lab.ts';
import { type KillPoint, labelOf } from './kill-switch.ts';
import { prepareVictim } from './run-at-point.ts';

export const recorders = ['record-bounce', 'record-complaint', 'record-delivery'] as const;

export type Recorder = (typeof recorders)[number];

/** Feedback, recorded by processes of its own of which the first is killed at a point. */
export interface RecorderPlan {
  /** No other trial has it. */
  readonly name: string;
  readonly recorder: Recorder;
  readonly point: KillPoint | undefined;
}

export interface RecorderTrial {
  readonly plan: RecorderPlan;
  readonly killedAt: string | undefined;
  readonly requests: readonly string[];
  /** Events that were handed over. */
  readonly events: number;
  /** Addresses that must be suppressed and are not, and events that are not on their messages. */
  readonly missing: number;
}

const tenantId = 'bench';
const visibilitySeconds = 2;
const atMostMs = 60_000;
/** Lambda waits one minute and two. */
const retryDelaysMs = [100, 200];

/** What a recorder is told: an event that names its message by our tags, or an identity's notification, which has none. */
interface Feedback {
  readonly address: string;
  readonly outcome: Outcome;
  readonly messageId: string | undefined;
}

const factsOf = ({ address, messageId }: Feedback, name: string, nowMs: number): MailFacts => ({
  messageId: `0100${name}-${address.slice(0, address.indexOf('@'))}`,
  acceptedAtMs: nowMs,
  source: 'bench@example.com',
  sourceArn: undefined,
  sendingAccountId: '000000000000',
  sourceIp: '127.0.0.1',
  callerIdentity: 'bench',
  operation: 'SendRawEmail',
  destinations: [address],
  headers: [],
  configurationSet: 'bench',
  tags:
    messageId === undefined
      ? []
      : [
          { name: 'pipeline-message', value: messageId },
          { name: 'pipeline-tenant', value: tenantId },
          { name: 'pipeline-part', value: '0' },
        ],
});

const bounce = (address: string): Outcome => ({
  kind: 'bounce',
  bounceType: 'Permanent',
  bounceSubType: 'General',
  recipients: [
    {
      emailAddress: address,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    },
  ],
});

const complaint = (address: string): Outcome => ({
  kind: 'complaint',
  recipients: [address],
  complaintSubType: null,
  userAgent: 'bench',
  complaintFeedbackType: 'abuse',
});

const isSuppressing = ({ outcome }: Feedback): boolean =>
  outcome.kind === 'bounce' || outcome.kind === 'complaint';

const feedbackOf = ({ name, recorder }: RecorderPlan, isTagged: boolean): readonly Feedback[] => {
  const messageId = isTagged ? `${name}-0.` : undefined;
  const address = `${name}-0@example.org`;
  switch (recorder) {
    case 'record-bounce':
      return [{ address, outcome: bounce(address), messageId }];
    case 'record-complaint':
      return [{ address, outcome: complaint(address), messageId }];
    case 'record-delivery':
      return Array.from({ length: 5 }, (_, index) => ({
        address: `${name}-${index}@example.org`,
        messageId: `${name}-${index}.`,
      })).flatMap((about, index): readonly Feedback[] => [
        { ...about, outcome: { kind: 'send' } },
        // Dead letters of bounces are moved into its queue.
        {
          ...about,
          outcome:
            index === 0 ? bounce(about.address) : { kind: 'delivery', recipients: [about.address] },
        },
      ]);
    default:
      return recorder satisfies never;
  }
};

const envelope = (topicArn: string, message: string): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topicArn,
    Subject: 'Amazon SES Email Event Notification',
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/certificate.pem',
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/',
  });

/** Runs one trial, beside others. Each of its events is handed over until the function has dealt with it, as SNS and SQS do. */
export const runRecorderTrial = async (
  lab: Lab,
  plan: RecorderPlan,
  isTagged = true,
): Promise<RecorderTrial> => {
  const { endpoints, sqs } = lab;
  const { region, accountId } = endpoints;
  const feedback = feedbackOf(plan, isTagged);
  const nowMs = Date.now();
  const bodies = feedback.map((one) => {
    const occurrence = { outcome: one.outcome, atMs: nowMs + 1, feedbackId: `0100-${one.address}` };
    const facts = factsOf(one, plan.name, nowMs);
    const text =
      one.messageId === undefined
        ? writeNotification(facts, occurrence, false)
        : writeEvent(facts, occurrence);
    return envelope(named(endpoints.topics, 'feedback'), text ?? '');
  });
  const definition = lab.stack.definition(plan.recorder);
  const victim = await prepareVictim({
    definition,
    endpoints,
    environment: { IDENTITY_FEEDBACK: 'true' },
    point: plan.point,
    onLine: () => undefined,
  });
  try {
    if (plan.recorder === 'record-delivery')
      await recordFromQueue(lab, plan.name, bodies, victim.pool.invoke);
    else {
      const invoke = createAsynchronousInvocation({
        pool: victim.pool,
        functionArn: `arn:aws:lambda:${region}:${accountId}:function:${definition.name}`,
        settings: {
          retries: 2,
          maximumAgeSeconds: 3_600,
          deadLetterArn: undefined,
          onFailureArn: undefined,
        },
        sqs,
        queueUrl: (arn) => arn,
        retryDelaysMs,
        onProblem: () => undefined,
      });
      for (const body of bodies)
        await invoke(toSnsEvent(body, 'arn:aws:sns:us-east-1:000000000000:feedback:bench'));
    }
  } finally {
    await victim.stop();
  }

  const killedAt = victim.killer.killedAt();
  return {
    plan,
    killedAt: killedAt === undefined ? undefined : labelOf(killedAt),
    requests: victim.killer
      .journal()
      .entries.filter(({ run }) => run === 1)
      .map(({ request }) => labelOf(request)),
    events: feedback.length,
    missing: await countMissing(lab, feedback),
  };
};

const recordFromQueue = async (
  lab: Lab,
  name: string,
  bodies: readonly string[],
  invoke: Parameters<typeof startQueuePoller>[0]['invoke'],
): Promise<void> => {
  const { endpoints, sqs } = lab;
  const queue = `bench-${name}`;
  const queueUrl = `${endpoints.sqs}/${endpoints.accountId}/${queue}`;
  await sqs.send(
    new CreateQueueCommand({
      QueueName: queue,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
  await putBacklog(sqs, queueUrl, bodies);
  const poller = startQueuePoller({
    sqs,
    queueUrl,
    queueArn: `arn:aws:sqs:${endpoints.region}:${endpoints.accountId}:${queue}`,
    region: endpoints.region,
    settings: {
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 1,
      reportsItemFailures: true,
    },
    invoke,
    onProblem: () => undefined,
    waitSeconds: 1,
  });
  const isEmpty = async (): Promise<boolean> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    const waiting =
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible);
    return waiting === 0 && poller.counts().runningInvocations === 0;
  };
  await waitUntil(isEmpty, { everyMs: 200, atMostMs });
  await poller.stop(1_000);
  await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
};

const eventNames = {
  send: 'send',
  delivery: 'delivery',
  bounce: 'bounce',
  complaint: 'complaint',
} as const;

const countMissing = async (lab: Lab, feedback: readonly Feedback[]): Promise<number> => {
  let missing = 0;
  for (const { address } of feedback.filter(isSuppressing)) {
    let isSuppressed = false;
    for await (const _entry of lab.suppressions.list({ address })) isSuppressed = true;
    if (!isSuppressed) missing += 1;
  }
  const keys = feedback.flatMap(({ messageId }) =>
    messageId === undefined ? [] : [{ tenantId, messageId }],
  );
  const statuses = await readStatuses(lab, keys);
  for (const { messageId, outcome } of feedback) {
    if (messageId === undefined) continue;
    const told = statuses
      .get(`${tenantId}#${messageId}`)
      ?.timeline.filter(({ what }) => what === Reflect.get(eventNames, outcome.kind));
    if (told?.length !== 1) missing += 1;
  }
  return missing;
};
