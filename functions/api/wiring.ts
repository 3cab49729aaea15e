import { SQSClient } from '@aws-sdk/client-sqs';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { requestLimits } from '../../shared/aws/clients/request-limits.ts';
import { withoutLogger } from '../../shared/aws/clients/without-logger.ts';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import type { Documents } from '../../shared/aws/dynamodb/documents.ts';
import { findItems, findProgress } from '../../shared/aws/messages/find-messages.ts';
import { listUnassigned } from '../../shared/aws/messages/list-unassigned.ts';
import { permitsIn } from '../../shared/aws/messages/permits-item.ts';
import { scanMessages } from '../../shared/aws/messages/scan-messages.ts';
import { searchPlaces } from '../../shared/aws/messages/search-places.ts';
import { deadLetterQueue, putAt } from '../../shared/aws/queues/dead-letter-queues.ts';
import { putBatchOn } from '../../shared/aws/queues/enqueue.ts';
import { reputationTable } from '../../shared/aws/reputation/reputation-table.ts';
import { tenantSums } from '../../shared/aws/reputation/tenant-sums.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { pageEntries } from '../../shared/aws/suppressions/page-entries.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { accountOfKey } from '../../shared/aws/tenants/account-of-key.ts';
import { findTenant, listTenants } from '../../shared/aws/tenants/list-tenants.ts';
import { removeTenant } from '../../shared/aws/tenants/remove-tenant.ts';
import { tenantBook } from '../../shared/aws/tenants/tenant-book.ts';
import { tenantCredentials } from '../../shared/aws/tenants/tenant-credentials.ts';
import { tenantPauses } from '../../shared/aws/tenants/tenant-pauses.ts';
import { tenantRoles } from '../../shared/aws/tenants/tenant-roles.ts';
import { tenantSenders } from '../../shared/aws/tenants/tenant-senders.ts';
import type { Lane } from '../../shared/email/streams.ts';
import { enqueueEmails } from '../../shared/enqueue/enqueue-emails.ts';
import { knownClaims } from '../../shared/feedback/known-claims.ts';
import {
  megabytes,
  percent,
  readEnvironment,
  text,
  textOrNone,
} from '../../shared/lambda/environment.ts';
import { log } from '../../shared/lambda/logger.ts';
import { defaultThresholds, withOwn } from '../../shared/reputation/thresholds.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { streamsVariable } from '../../shared/streams/streams-variable.ts';
import type { SuppressionRecords } from '../../shared/suppression/ports.ts';
import { newId, random, systemClock } from '../../shared/system/clock.ts';
import { nounForm } from '../../shared/tenants/names.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import { createApp } from './app.ts';
import { tokenEnvironment, tokensOf } from './auth/wiring.ts';
import type { ApiPorts, ReputationReader } from './ports.ts';
import { StoredMail } from './routes/dead-letters.ts';
import { tooBig } from './routes/emails.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_MESSAGES: text,
  TABLE_REPUTATION: text,
  TABLE_SUPPRESSIONS: text,
  TABLE_TENANTS: text,
  QUEUE_TRANSACTIONAL_URL: text,
  QUEUE_BULK_URL: text,
  QUEUE_FEEDBACK_URL: text,
  DEAD_LETTERS_URL: text,
  DEAD_LETTERS_FEEDBACK_URL: text,
  DEAD_LETTERS_URGENT_FEEDBACK_URL: text,
  DEAD_LETTERS_SCHEDULE_URL: text,
  SECRETS_KEY: textOrNone,
  SES_ACCOUNT: text,
  TENANT_ROLE_NAME: text,
  BOUNCE_WARN_PERCENT: percent,
  BOUNCE_PAUSE_PERCENT: percent,
  COMPLAINT_WARN_PERCENT: percent,
  COMPLAINT_PAUSE_PERCENT: percent,
  API_NOUN: z.string().check(z.regex(nounForm)),
  LARGEST_MAIL_MB: megabytes,
  STREAMS: streamsVariable,
  ...tokenEnvironment.shape,
});

type Environment = z.infer<typeof schema>;

/** Made once per container, on its first run. */
export const apiOfContainer = (): Hono => {
  app ??= create();
  return app;
};

/**
 * Puts messages on their queues. One that is too big for a queue is refused: storing it would bring
 * S3 and the building of mail into the function.
 */
const enqueueOf = (sqs: SQSClient, environment: Environment): ApiPorts['enqueue'] => {
  const urls = {
    transactional: environment.QUEUE_TRANSACTIONAL_URL,
    bulk: environment.QUEUE_BULK_URL,
  };
  const ports = {
    streams: environment.STREAMS,
    putBatch: (lane: Lane) => putBatchOn(sqs, async () => urls[lane]),
    storePayload: async () => undefined,
    payloadBucket: async () => undefined,
    tooBig,
    fitsSes: async () => true,
    isFair: true,
    ...{ clock: systemClock, random, newId },
  };
  return (messages) => enqueueEmails(ports, messages);
};

const suppressionsOf = (documents: Documents, table: string): SuppressionRecords => {
  const { findSuppressions, enter, remove } = suppressionTable(documents, table);
  return {
    find: findSuppressions,
    page: (scope, after, limit) => pageEntries({ documents, table }, scope, after, limit),
    enter,
    remove,
  };
};

const reputationOf = (documents: Documents, environment: Environment): ReputationReader => {
  const table = environment.TABLE_REPUTATION;
  return {
    thresholds: withOwn(defaultThresholds, {
      bounceWarnPercent: environment.BOUNCE_WARN_PERCENT,
      bouncePausePercent: environment.BOUNCE_PAUSE_PERCENT,
      complaintWarnPercent: environment.COMPLAINT_WARN_PERCENT,
      complaintPausePercent: environment.COMPLAINT_PAUSE_PERCENT,
    }),
    read: async (tenantId, tell) =>
      tenantId === everyTenant
        ? {
            book: reputationTable(documents, table, systemClock.now, tell),
            known: await listTenants(documents, environment.TABLE_TENANTS),
          }
        : {
            book: tenantSums({ documents, table, tell }, tenantId, environment.STREAMS),
            known: [await findTenant(documents, environment.TABLE_TENANTS, tenantId)],
          },
  };
};

/** The dead-letter queues. Mail that lies in S3 is left to the command line, for the bundle's size. */
const deadLettersOf = (sqs: SQSClient, environment: Environment): ApiPorts['deadLetters'] => ({
  queues: [
    deadLetterQueue(sqs, environment.DEAD_LETTERS_URL, 'dead-letters'),
    deadLetterQueue(sqs, environment.DEAD_LETTERS_FEEDBACK_URL, 'feedback-dead-letters'),
    deadLetterQueue(
      sqs,
      environment.DEAD_LETTERS_URGENT_FEEDBACK_URL,
      'urgent-feedback-dead-letters',
    ),
    deadLetterQueue(sqs, environment.DEAD_LETTERS_SCHEDULE_URL, 'schedule-dead-letters'),
  ],
  put: putAt(sqs, {
    transactional: environment.QUEUE_TRANSACTIONAL_URL,
    bulk: environment.QUEUE_BULK_URL,
    feedback: environment.QUEUE_FEEDBACK_URL,
  }),
  streams: environment.STREAMS,
  fetchObject: async () => {
    throw new StoredMail();
  },
  mayRead: () => true,
});

/** @throws EnvironmentError that names every missing or malformed variable */
const create = (): Hono => {
  const environment = readEnvironment(schema);
  const documents = documentClient();
  const sqs = withoutLogger(new SQSClient({ requestHandler: requestLimits }));
  const messages = { documents, table: environment.TABLE_MESSAGES };
  return createApp(
    { noun: environment.API_NOUN },
    {
      verifyToken: tokensOf(environment),
      tenants: tenantBook(documents, environment.TABLE_TENANTS),
      credentials: tenantCredentials(
        documents,
        environment.TABLE_TENANTS,
        secretBox(secretKeys(environment.SECRETS_KEY)),
        systemClock.now,
      ),
      findAccount: accountOfKey,
      roles: tenantRoles(documents, environment.TABLE_TENANTS, newId),
      role: { name: environment.TENANT_ROLE_NAME, pipelineAccount: environment.SES_ACCOUNT },
      removeTenant: removeTenant(documents, environment.TABLE_TENANTS),
      pauses: tenantPauses(documents, environment.TABLE_TENANTS),
      enqueue: enqueueOf(sqs, environment),
      findOwner: knownClaims(
        tenantSenders(
          documents,
          environment.TABLE_TENANTS,
          ({ message }) => log('error', message),
          'own',
        ),
        systemClock,
      ),
      findProgress: (keys, consistency) => findProgress(messages, keys, consistency),
      findMessages: (keys) => findItems(messages, keys),
      scanMessages: scanMessages(messages),
      listUnassigned: listUnassigned(messages),
      searchPlaces: searchPlaces(messages, systemClock.now, newId),
      takePermit: permitsIn(messages, systemClock.now, newId),
      deadLetters: deadLettersOf(sqs, environment),
      reputation: reputationOf(documents, environment),
      suppressions: suppressionsOf(documents, environment.TABLE_SUPPRESSIONS),
      streams: environment.STREAMS,
      largestBytes: environment.LARGEST_MAIL_MB,
      ...{ newId, log, region: environment.AWS_REGION },
      now: systemClock.now,
      sleep: (milliseconds) => systemClock.sleepUntil(systemClock.now() + milliseconds),
    },
  );
};

let app: Hono | undefined;
