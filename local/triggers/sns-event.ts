import * as z from 'zod/mini';

/**
 * Notification that SNS puts on a queue:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
const envelope = z.object({
  Type: z.literal('Notification'),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.nullish(z.string()),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string(),
  UnsubscribeURL: z.string(),
  MessageAttributes: z.optional(
    z.record(z.string(), z.object({ Type: z.string(), Value: z.string() })),
  ),
});

/** The event with which SNS invokes a function; always one record. */
export interface SnsEvent {
  readonly Records: readonly SnsRecord[];
}

export interface SnsRecord {
  readonly EventSource: 'aws:sns';
  readonly EventVersion: '1.0';
  readonly EventSubscriptionArn: string;
  readonly Sns: {
    readonly Type: 'Notification';
    readonly MessageId: string;
    readonly TopicArn: string;
    readonly Subject: string | null;
    readonly Message: string;
    readonly Timestamp: string;
    readonly SignatureVersion: string;
    readonly Signature: string;
    readonly SigningCertUrl: string;
    readonly UnsubscribeUrl: string;
    readonly MessageAttributes: Readonly<
      Record<string, { readonly Type: string; readonly Value: string }>
    >;
  };
}

/**
 * Converts a notification that SNS put on a queue into the event that it sends to a function: the
 * two URLs are spelt differently, the subject may be null, and attributes are always present.
 *
 * @param body - JSON text
 * @throws when the body is not a notification of SNS
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export const toSnsEvent = (body: string, subscriptionArn: string): SnsEvent => {
  const { SigningCertURL, UnsubscribeURL, Subject, MessageAttributes, ...rest } = envelope.parse(
    JSON.parse(body),
  );
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          ...rest,
          Subject: Subject ?? null,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
          MessageAttributes: MessageAttributes ?? {},
        },
      },
    ],
  };
};
