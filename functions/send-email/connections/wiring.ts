import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { requestLimits } from '../../../shared/aws/clients/request-limits.ts';
import { withoutLogger } from '../../../shared/aws/clients/without-logger.ts';
import { documentClient } from '../../../shared/aws/dynamodb/document-client.ts';
import { flag, megabytes, seconds, text, textOrNone } from '../../../shared/lambda/environment.ts';
import { log } from '../../../shared/lambda/logger.ts';
import {
  hashingEnvironment,
  publishingEnvironment,
} from '../../../shared/pipeline-events/wiring.ts';
import { streamsVariable } from '../../../shared/streams/streams-variable.ts';
import { correctedClock } from '../../../shared/system/clock.ts';
import type { Clock } from '../../../shared/system/ports.ts';
import type { CountMetric, Log } from '../../../shared/telemetry/ports.ts';

/** Environment variables of the sender. */
export const sendingEnvironment = z.object({
  AWS_REGION: text,
  TABLE_MESSAGES: text,
  TABLE_SUPPRESSIONS: text,
  TABLE_LEDGER: text,
  TABLE_TENANTS: text,
  QUEUE_TRANSACTIONAL_ARN: text,
  QUEUE_TRANSACTIONAL_URL: text,
  QUEUE_BULK_ARN: text,
  QUEUE_BULK_URL: text,
  QUEUE_DEAD_LETTERS: text,
  QUEUE_FEEDBACK: text,
  BUCKET_PAYLOADS: text,
  STREAMS: streamsVariable,
  SES_ACCOUNT: text,
  SETTLE_SECONDS: seconds,
  SILENCE_SECONDS: seconds,
  LARGEST_MAIL_MB: megabytes,
  SPREAD_OVER_DAY: flag,
  IDENTITY_FEEDBACK: flag,
  SECRETS_KEY: textOrNone,
  TRANSPORT: z.enum(['ses', 'smtp']),
  SMTP_SERVER: textOrNone,
  UNSUBSCRIBE_URL: textOrNone,
  UNSUBSCRIBE_MAILBOX: textOrNone,
  ...publishingEnvironment.shape,
  ...hashingEnvironment.shape,
});

export type SendingEnvironment = z.infer<typeof sendingEnvironment>;

/** What a rehearsal replaces. */
export interface RehearsalParts {
  /** URL of the process that plays DynamoDB, SES and the other services. */
  readonly endpoint: string;
  readonly log: Log;
  readonly count: CountMetric;
  readonly sleepUntil: Clock['sleepUntil'];
}

/** AWS clients and the clock, made once per container. */
export const connect = (environment: SendingEnvironment, rehearsal: RehearsalParts | undefined) => {
  const place = rehearsal === undefined ? {} : { endpoint: rehearsal.endpoint };
  // All workers must agree on the time of a slot, so the clock is DynamoDB's, not the machine's
  // own.
  const { clock: tableClock, watch } = correctedClock();
  const clock: Clock =
    rehearsal === undefined ? tableClock : { ...tableClock, sleepUntil: rehearsal.sleepUntil };
  return {
    place,
    clock,
    log: rehearsal?.log ?? log,
    isRehearsal: rehearsal !== undefined,
    tables: documentClient(watch, place),
    sqs: withoutLogger(new SQSClient({ requestHandler: requestLimits, ...place })),
    s3: withoutLogger(new S3Client({ requestHandler: requestLimits, ...place })),
    payloadBucket: { name: environment.BUCKET_PAYLOADS, owner: environment.SES_ACCOUNT },
  };
};

export type Connections = ReturnType<typeof connect>;
