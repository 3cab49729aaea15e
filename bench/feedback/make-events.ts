import { toSnsEvent } from '../../local/triggers/sns-event.ts';
import { toSqsRecord } from '../../local/triggers/sqs-event.ts';
import type { MailFacts, Occurrence } from '../../simulator/events/mail-facts.ts';
import { writeEvent } from '../../simulator/events/write-event.ts';
import type { Outcome } from '../../simulator/sending/outcome.ts';
import type { Recorder, Shape } from './row.ts';

/** Plan of an SES event, before it is written in SES's format. */
export interface PlannedEvent {
  readonly tenant: string;
  /** Number of the message. */
  readonly message: number;
  /** Position of the event among those of its message; the event's time follows from it. */
  readonly step: number;
  /** Whether the event is a Send, whatever the recorder. */
  readonly isSend?: boolean;
}

/** Payload of one invocation, and the number of SES events in it. */
export interface Invocation {
  readonly event: unknown;
  readonly events: number;
}

const tenants = 100;
const accountId = '000000000000';
const queueArn = `arn:aws:sqs:us-east-1:${accountId}:feedback`;
const topicArn = `arn:aws:sns:us-east-1:${accountId}:feedback`;

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

/** Events of a shape in the order of their arrival: `count` of them, or one less. */
export const planEvents = (shape: Shape, count: number): readonly PlannedEvent[] => {
  const single = (message: number): PlannedEvent => ({
    tenant: `tenant-${message % tenants}`,
    message,
    step: 0,
  });
  switch (shape) {
    case 'distinct':
      return range(count).map(single);
    case 'duplicates': {
      const once = range(Math.floor(count / 2)).map(single);
      const isAtOnce = ({ message }: PlannedEvent): boolean => message % 2 === 0;
      return [
        ...once.flatMap((one) => (isAtOnce(one) ? [one, one] : [one])),
        ...once.filter((one) => !isAtOnce(one)),
      ];
    }
    case 'out-of-order': {
      const messages = range(Math.floor(count / 2)).map(single);
      return [...messages.map((one) => ({ ...one, step: 1 })), ...messages];
    }
    case 'hot-tenant':
      return range(count).map((message) => ({ tenant: 'hot', message, step: 0 }));
    case 'send-and-delivery':
      return range(Math.floor(count / 2)).flatMap((message) => [
        { tenant: 'hot', message, step: 0, isSend: true },
        { tenant: 'hot', message, step: 1 },
      ]);
    case 'hot-message':
      return range(count).map((step) => ({ tenant: 'hot', message: 0, step }));
    default:
      return shape satisfies never;
  }
};

const outcomeOf = (recorder: Recorder, address: string): Outcome => {
  switch (recorder) {
    case 'record-delivery':
      return { kind: 'delivery', recipients: [address] };
    case 'record-bounce':
      return {
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
      };
    case 'record-complaint':
      return {
        kind: 'complaint',
        recipients: [address],
        complaintSubType: null,
        userAgent: 'bench',
        complaintFeedbackType: 'abuse',
      };
    default:
      return recorder satisfies never;
  }
};

/** SNS notification as SNS puts it into a queue, with the SES event in it. */
const notification = (
  recorder: Recorder,
  { tenant, message, step, isSend }: PlannedEvent,
  run: string,
  startedMs: number,
): string => {
  const messageId = `${run}-${message}`;
  const address = `${messageId}-${step}@example.com`;
  const mail: MailFacts = {
    messageId: `ses-${messageId}`,
    acceptedAtMs: startedMs + message,
    source: 'bench@example.com',
    sourceArn: undefined,
    sendingAccountId: accountId,
    sourceIp: '192.0.2.1',
    callerIdentity: 'bench',
    operation: 'SendRawEmail',
    destinations: [address],
    headers: [
      { name: 'From', value: 'bench@example.com' },
      { name: 'To', value: address },
      { name: 'Subject', value: 'Bench' },
    ],
    configurationSet: 'bench-transactional',
    tenant: undefined,
    tags: [
      { name: 'pipeline-tenant', value: tenant },
      { name: 'pipeline-message', value: messageId },
      { name: 'pipeline-part', value: '0' },
    ],
  };
  const occurrence: Occurrence = {
    outcome: isSend ? { kind: 'send' } : outcomeOf(recorder, address),
    atMs: startedMs + message + 1000 * (step + 1),
    feedbackId: `${messageId}-${step}`,
  };
  return JSON.stringify({
    Type: 'Notification',
    MessageId: `${messageId}-${step}`,
    TopicArn: topicArn,
    Message: writeEvent(mail, occurrence),
    Timestamp: new Date(occurrence.atMs).toISOString(),
    SignatureVersion: '2',
    Signature: 'none',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/none.pem',
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/',
  });
};

/**
 * Makes the invocations of a recorder as Lambda would: batches from the queue for
 * `record-delivery`, and single notifications for the others.
 *
 * @param run - part of every id, so that runs do not meet
 * @param batchSize - of the queue's event source
 * @param startedMs - when the first mail was accepted; epoch ms
 */
export const makeInvocations = (
  recorder: Recorder,
  planned: readonly PlannedEvent[],
  {
    run,
    batchSize,
    startedMs,
  }: { readonly run: string; readonly batchSize: number; readonly startedMs: number },
): readonly Invocation[] => {
  const bodies = planned.map((one) => notification(recorder, one, run, startedMs));
  if (recorder !== 'record-delivery')
    return bodies.map((body) => ({ event: toSnsEvent(body, topicArn), events: 1 }));
  return range(Math.ceil(bodies.length / batchSize)).map((batch) => {
    const some = bodies.slice(batch * batchSize, (batch + 1) * batchSize);
    const Records = some.map((Body, index) =>
      toSqsRecord(
        { MessageId: `${run}-${batch}-${index}`, ReceiptHandle: 'none', Body, Attributes: {} },
        queueArn,
        'us-east-1',
      ),
    );
    return { event: { Records }, events: some.length };
  });
};

/** Total number of events in the invocations. */
export const eventsIn = (invocations: readonly Invocation[]): number =>
  invocations.reduce((sum, { events }) => sum + events, 0);
