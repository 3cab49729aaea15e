import { randomUUID } from 'node:crypto';
import { createAsynchronousInvocation } from '../../local/lambda/asynchronous-invocation.ts';
import { toSnsEvent } from '../../local/triggers/sns-event.ts';
import type { MailFacts } from '../../simulator/events/mail-facts.ts';
import { writeEvent } from '../../simulator/events/write-event.ts';
import { writeNotification } from '../../simulator/events/write-notification.ts';
import type { Outcome } from '../../simulator/sending/outcome.ts';
import { readStatuses } from '../account/read-found.ts';
import { type Lab, named } from './crash-lab.ts';
import { type KillPoint, labelOf } from './kill-switch.ts';
import { prepareVictim, type Victim } from './run-at-point.ts';
import { drainTrialQueue, makeTrialQueue } from './trial-queue.ts';

export const recorders = ['record-bounce', 'record-complaint', 'record-delivery'] as const;

export type Recorder = (typeof recorders)[number];

/**
 * Plan of a trial: feedback recorded by processes of its own, the first of which is killed at a
 * point.
 */
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
  /** Number of events handed over. */
  readonly events: number;
  /** Addresses that should be suppressed and are not, plus events missing on their messages. */
  readonly missing: number;
}

const tenantId = 'bench';
const visibilitySeconds = 2;
const atMostMs = 60_000;
/** Waits before retries; ms. Lambda waits one and two minutes. */
const retryDelaysMs = [100, 200];

/**
 * Feedback for a recorder: an event that names its message by the pipeline's tags, or an identity
 * notification, which has none.
 */
interface Feedback {
  readonly address: string;
  readonly outcome: Outcome;
  readonly messageId: string | undefined;
}

/**
 * Runs one trial, in parallel with others. Each of its events is delivered until the function has
 * dealt with it, as SNS and SQS do.
 */
export const runRecorderTrial = async (
  lab: Lab,
  plan: RecorderPlan,
  isTagged = true,
): Promise<RecorderTrial> => {
  const { endpoints } = lab;
  const feedback = feedbackOf(plan, isTagged);
  const bodies = envelopesOf(feedback, plan.name, named(endpoints.topics, 'feedback'));
  const definition = lab.stack.definition(plan.recorder);
  const victim = await prepareVictim({
    definition,
    endpoints,
    environment: { IDENTITY_FEEDBACK: 'true' },
    point: plan.point,
    onLine: () => undefined,
  });
  try {
    if (plan.recorder === 'record-delivery') {
      const queue = await makeTrialQueue(lab, plan.name, bodies, visibilitySeconds);
      await drainTrialQueue(lab, queue, victim.pool.invoke, atMostMs);
    } else await recordOneByOne(lab, victim, definition.name, bodies);
  } finally {
    await victim.stop();
  }

  const killedAt = victim.killer.killedAt();
  const { entries } = victim.killer.journal();
  return {
    plan,
    killedAt: killedAt === undefined ? undefined : labelOf(killedAt),
    requests: entries.filter(({ run }) => run === 1).map(({ request }) => labelOf(request)),
    events: feedback.length,
    missing: await countMissing(lab, feedback),
  };
};

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
  tenant: undefined,
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

/** The events in SNS's envelopes. */
const envelopesOf = (
  feedback: readonly Feedback[],
  name: string,
  topicArn: string,
): readonly string[] => {
  const nowMs = Date.now();
  return feedback.map((one) => {
    const occurrence = { outcome: one.outcome, atMs: nowMs + 1, feedbackId: `0100-${one.address}` };
    const facts = factsOf(one, name, nowMs);
    const text =
      one.messageId === undefined
        ? writeNotification(facts, occurrence, false)
        : writeEvent(facts, occurrence);
    return envelope(topicArn, text ?? '');
  });
};

/** Delivers events one by one, as SNS does, until the function has dealt with each. */
const recordOneByOne = async (
  { endpoints: { region, accountId }, sqs }: Lab,
  { pool }: Victim,
  functionName: string,
  bodies: readonly string[],
): Promise<void> => {
  const invoke = createAsynchronousInvocation({
    pool,
    functionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
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
    const entries = statuses
      .get(`${tenantId}#${messageId}`)
      ?.timeline.filter(({ what }) => what === Reflect.get(eventNames, outcome.kind));
    if (entries?.length !== 1) missing += 1;
  }
  return missing;
};
