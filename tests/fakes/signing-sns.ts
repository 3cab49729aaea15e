import { type KeyObject, sign } from 'node:crypto';
import {
  type CertificateOptions,
  rsaKeyPair,
  selfSignedCertificate,
} from '../support/self-signed-certificate.ts';

type Json = Record<string, unknown>;

export const topicArn = 'arn:aws:sns:eu-west-1:111122223333:feedback';
export const certificateUrl =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
export const postedAt = '2026-03-01T09:00:59.900Z';
const subscriptionArn = `${topicArn}:c9135db0-26c4-47ec-8998-413945fb5a96`;

/**
 * Names of the signed fields, as
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html lists them.
 */
export const signedNames: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
};

const textToSign = (message: Json): string =>
  (signedNames[String(message.Type)] ?? [])
    .filter((name) => message[name] !== undefined && message[name] !== null)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');

let keyPair: ReturnType<typeof rsaKeyPair> | undefined;

/** An SNS with a key of its own, made once per test file. */
export const signingSns = () => {
  keyPair ??= rsaKeyPair();
  const { privateKey } = keyPair;

  const signed = (message: Json, key: KeyObject = privateKey): Json => ({
    ...message,
    Signature: sign(
      message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1',
      Buffer.from(textToSign(message)),
      key,
    ).toString('base64'),
    SigningCertURL: message.SigningCertURL ?? certificateUrl,
  });

  const common = { TopicArn: topicArn, Timestamp: postedAt, SignatureVersion: '2' };
  const confirmation = (Type: string, further: Json): Json => ({
    ...common,
    Type,
    MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
    Token: '2336412f37fb687f5d51e6e2425f004b08c5b0c3',
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=2336412f37fb687f5d51e6e2425f004b08c5b0c3`,
    ...further,
  });

  return {
    privateKey,
    signed,
    certificate: (options?: CertificateOptions): string =>
      selfSignedCertificate(privateKey, options),
    /** As SNS posts it; `content` as SES writes it, with a line break at the end. */
    notification: (content: unknown, further: Json = {}): Json =>
      signed({
        ...common,
        Type: 'Notification',
        MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
        Subject: 'Amazon SES Email Event Notification',
        Message: typeof content === 'string' ? content : `${JSON.stringify(content)}\n`,
        UnsubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
        ...further,
      }),
    subscriptionConfirmation: (further: Json = {}): Json =>
      signed(confirmation('SubscriptionConfirmation', further)),
    unsubscribeConfirmation: (further: Json = {}): Json =>
      signed(confirmation('UnsubscribeConfirmation', further)),
  };
};

/** The request that SNS makes, as API Gateway hands it to a function. */
export const posted = (
  content: unknown,
  changes: { headers?: Json; method?: string; isBase64Encoded?: boolean } = {},
) => {
  const body = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const { headers = {}, method = 'POST', isBase64Encoded = false } = changes;
  return {
    version: '2.0',
    routeKey: 'POST /api/v1/webhooks/ses',
    rawPath: '/api/v1/webhooks/ses',
    rawQueryString: '',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-topic-arn': topicArn,
      ...headers,
    },
    requestContext: {
      http: {
        method,
        path: '/api/v1/webhooks/ses',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.9',
        userAgent: 'Agent',
      },
    },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  };
};
