import {
  GetSendQuotaCommand,
  SESClient,
  type SESClientConfig,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
} from '@aws-sdk/client-ses';
import type { GetSendQuota } from '../../pacing/ports.ts';
import { quotaOf } from '../../pacing/quota-reading.ts';
import type { Mail, RawMail, SendAnswer, SendMail, TemplatedMail } from '../../ses-api/ports.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { notingStages } from './request-stage.ts';
import { answerToFailure } from './ses-failure.ts';

/** SES answers in 50 to 100 ms; after this long the outcome counts as unknown. */
const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;

/**
 * A client that sends each request once: SES has no idempotency token, and the SDK's own retries
 * after a reset would double the mail.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
export const sendingClient = (options: SESClientConfig = {}): SESClient =>
  notingStages(
    withoutLogger(
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
    ),
  );

const commonOf = (mail: Mail) => ({
  Source: mail.source,
  ConfigurationSetName: mail.configurationSet,
  Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
});

const rawCommand = (mail: RawMail) =>
  new SendRawEmailCommand({
    ...commonOf(mail),
    Destinations: [...mail.destinations],
    RawMessage: { Data: mail.mime },
  });

const templateCommand = (mail: TemplatedMail) =>
  new SendTemplatedEmailCommand({
    ...commonOf(mail),
    Destination: {
      ToAddresses: [...mail.to],
      CcAddresses: [...mail.cc],
      BccAddresses: [...mail.bcc],
    },
    ReplyToAddresses: [...mail.replyTo],
    Template: mail.template,
    TemplateData: mail.templateData,
  });

const answerOf = async (
  command: { readonly input: object },
  output: Promise<{ readonly MessageId?: string | undefined }>,
): Promise<SendAnswer> => {
  try {
    const { MessageId } = await output;
    return MessageId === undefined
      ? { kind: 'unknown', detail: 'SES answered without a message id.' }
      : { kind: 'accepted', sesMessageId: MessageId };
  } catch (error) {
    return answerToFailure(error, command);
  }
};

/** Without recipients SES reads them from the headers, those included that are suppressed. */
const emptyEnvelope: SendAnswer = {
  kind: 'refused',
  refusal: {
    kind: 'message',
    code: 'EmptyEnvelope',
    cause: 'The call has no recipient.',
    remedy: 'Report this as a fault of the pipeline: SES was not called.',
  },
};

/** Sends one mail with one request. */
export const sendMail =
  (client: SESClient): SendMail =>
  async (mail) => {
    // Its type says the same; this is the last place to hold it.
    const destinations: readonly string[] = mail.destinations;
    if (destinations.length === 0) return emptyEnvelope;
    if (mail.kind === 'raw') {
      const command = rawCommand(mail);
      return answerOf(command, client.send(command));
    }
    const command = templateCommand(mail);
    return answerOf(command, client.send(command));
  };

/** Reads rate and quota; at most one call per second is allowed for the whole account. */
export const getSendQuota =
  (client: SESClient): GetSendQuota =>
  async () =>
    quotaOf(await client.send(new GetSendQuotaCommand({})), 'GetSendQuota');
