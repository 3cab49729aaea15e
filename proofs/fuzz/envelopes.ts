/**
 * The envelopes in which events of SES travel. Their shapes are those of
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html (SNS) and
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html and with-sqs.html (events of Lambda).
 */
type Json = Record<string, unknown>;

const written = (content: unknown): string =>
  typeof content === 'string' ? content : `${JSON.stringify(content)}\n`;

/**
 * A notification as SNS sends it over HTTPS and to SQS. Event publishing ends its message with a
 * line feed.
 */
export const snsNotification = (
  content: unknown,
  messageId = 'f3a1c0de-0000-4000-8000-000000000001',
): Json => ({
  Type: 'Notification',
  MessageId: messageId,
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:feedback',
  Subject: 'Amazon SES Email Event Notification',
  Message: written(content),
  Timestamp: '2026-03-01T09:00:08.000Z',
  SignatureVersion: '1',
  Signature: 'c2lnbmF0dXJl',
  SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
  UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
});

export const lambdaSns = (...contents: readonly unknown[]): Json => ({
  Records: contents.map((content, index) => ({
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:eu-west-1:111122223333:feedback:1',
    Sns: { ...snsNotification(content, `sns-${index}`), Subject: null, MessageAttributes: {} },
  })),
});

/**
 * An SQS event with each body unchanged (raw delivery); for the other way, wrap contents in {@link
 * snsNotification}.
 */
export const lambdaSqs = (...bodies: readonly unknown[]): Json => ({
  Records: bodies.map((body, index) => ({
    messageId: `sqs-${index}`,
    receiptHandle: `handle-${index}`,
    body: written(body),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1772355608000' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:feedback',
    awsRegion: 'eu-west-1',
  })),
});

export const eventBridge = (content: Json): Json => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Email Bounced',
  source: 'aws.ses',
  account: '111122223333',
  time: '2026-03-01T09:00:08Z',
  region: 'eu-west-1',
  resources: [],
  detail: content,
});

export const httpRequest = (content: unknown): Json => ({
  headers: {
    'x-amz-sns-message-type': 'Notification',
    'Content-Type': 'text/plain; charset=UTF-8',
  },
  body: written(snsNotification(content)),
});
