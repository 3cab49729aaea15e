import {
  GetSendQuotaCommand,
  SESClient,
  type SESClientConfig,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
} from '@aws-sdk/client-ses';
import * as z from 'zod/mini';
import type { GetSendQuota, Mail, SendAnswer, SendMail } from '../ports.ts';
import { refusalOf, withoutAddresses } from '../sending/ses-refusal.ts';
import { unlogged } from './unlogged.ts';

/** SES answers in 50 to 100 ms; after this long the outcome counts as unknown. */
const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;

/**
 * A client that sends each request once: SES has no idempotency token, and the SDK's own retries after a reset would double the mail.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
export const sendingClient = (options: SESClientConfig = {}): SESClient =>
  unlogged(
    new SESClient({
      ...options,
      maxAttempts: 1,
      cacheMiddleware: true,
      requestHandler: {
        connectionTimeout: connectionTimeoutMs,
        requestTimeout: requestTimeoutMs,
        throwOnRequestTimeout: true,
        httpsAgent: { maxSockets: 500, keepAlive: true },
        httpAgent: { maxSockets: 500, keepAlive: true },
      },
    }),
  );

const submit = (client: SESClient, mail: Mail) => {
  const common = {
    Source: mail.source,
    ConfigurationSetName: mail.configurationSet,
    Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
  };
  if (mail.kind === 'raw') {
    return client.send(
      new SendRawEmailCommand({
        ...common,
        Destinations: [...mail.destinations],
        RawMessage: { Data: mail.mime },
      }),
    );
  }
  return client.send(
    new SendTemplatedEmailCommand({
      ...common,
      Destination: {
        ToAddresses: [...mail.to],
        CcAddresses: [...mail.cc],
        BccAddresses: [...mail.bcc],
      },
      ReplyToAddresses: [...mail.replyTo],
      Template: mail.template,
      TemplateData: mail.templateData,
    }),
  );
};

const thrownError = z.looseObject({
  name: z.string(),
  message: z.string(),
  code: z.optional(z.string()),
  $metadata: z.optional(z.looseObject({ httpStatusCode: z.optional(z.number()) })),
});

/** Errors of the connection that come before a byte of the request has left. */
const beforeTheRequest = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
];

const answerTo = (error: unknown): SendAnswer => {
  const parsed = thrownError.safeParse(error);
  if (!parsed.success) return { kind: 'unknown', detail: 'An error that is none.' };
  const { name, message, code, $metadata: metadata } = parsed.data;
  const refusal = refusalOf({ code: name, message, status: metadata?.httpStatusCode });
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const early = beforeTheRequest.find(
    (word) => word === code || word === name || message.includes(word),
  );
  if (early === undefined)
    return {
      kind: 'unknown',
      detail: `${name} ${metadata?.httpStatusCode ?? ''} ${withoutAddresses(message)}`.trim(),
    };
  return {
    kind: 'refused',
    refusal: {
      kind: 'unreachable',
      code: early,
      cause: `The request did not reach SES (${early}).`,
      remedy:
        'Nothing: the message is tried again. If it lasts, check the network and the endpoint.',
    },
  };
};

/** Sends one mail with one request. */
export const sendMail =
  (client: SESClient): SendMail =>
  async (mail) => {
    try {
      const { MessageId } = await submit(client, mail);
      return MessageId === undefined
        ? { kind: 'unknown', detail: 'SES answered without a message id.' }
        : { kind: 'accepted', sesMessageId: MessageId };
    } catch (error) {
      return answerTo(error);
    }
  };

/** Reads rate and quota; at most one call per second is allowed for the whole account. */
export const getSendQuota =
  (client: SESClient): GetSendQuota =>
  async () => {
    const quota = await client.send(new GetSendQuotaCommand({}));
    if (quota.MaxSendRate === undefined || quota.Max24HourSend === undefined)
      throw new Error('SES answered GetSendQuota without a rate or a quota.');
    return {
      max24Hours: quota.Max24HourSend < 0 ? Number.POSITIVE_INFINITY : quota.Max24HourSend,
      maxPerSecond: quota.MaxSendRate,
      sentLast24Hours: quota.SentLast24Hours ?? 0,
    };
  };
