import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { budgetTable } from '../../shared/aws/budgets/budget-table.ts';
import { requestLimits } from '../../shared/aws/clients/request-limits.ts';
import { withoutLogger } from '../../shared/aws/clients/without-logger.ts';
import { documentClient, documentClientOnce } from '../../shared/aws/dynamodb/document-client.ts';
import { readFeedbackIn } from '../../shared/aws/ledger/feedback-table.ts';
import { ledgerTable } from '../../shared/aws/ledger/ledger-table.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { holdMailIn } from '../../shared/aws/objects/held-mail.ts';
import { discardPayloadOf, fetchObject } from '../../shared/aws/objects/objects.ts';
import { queueSize } from '../../shared/aws/queues/queue-size.ts';
import { deadLetterTo, postponeIn, putBackOn } from '../../shared/aws/queues/queues.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { sendMail } from '../../shared/aws/ses/send-mail.ts';
import { getSendQuota, sendByV1, sendingClient } from '../../shared/aws/ses/ses-mailer.ts';
import { sendByV2, sendingClientV2 } from '../../shared/aws/ses/ses-v2-mailer.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { clientOptionsFor } from '../../shared/aws/tenants/client-options.ts';
import { tenantAccounts } from '../../shared/aws/tenants/tenant-accounts.ts';
import { mayReadOf } from '../../shared/email/object-prefixes.ts';
import type { Lane } from '../../shared/email/streams.ts';
import {
  flag,
  readEnvironment,
  seconds,
  text,
  textOrNone,
} from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import { spreadOverDay } from '../../shared/pacing/quota-reading.ts';
import { openedSecrets } from '../../shared/secrets/opened-secrets.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { correctedClock, newId, random } from '../../shared/system/clock.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { CountMetric, Log } from '../../shared/telemetry/ports.ts';
import {
  askWithKeys,
  keysInUse,
  sendWithKeys,
  type TenantKeys,
} from '../../shared/tenants/keys-in-use.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import type { TenantSendingAccount } from '../../shared/tenants/sending-account.ts';
import type { SuspectPorts } from './send-alone.ts';
import type { SendBatchPorts } from './send-batch.ts';
import type { SendingQueue } from './send-queue-batch.ts';
import { sendingTenant } from './sending-tenant.ts';

/** Everything a run of the sender needs besides its batch. */
export interface Sending {
  readonly ports: SendBatchPorts & SuspectPorts;
  readonly queues: readonly SendingQueue[];
  readonly settleMs: number;
  readonly silenceMs: number;
}

const schema = z.object({
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
  CONFIGURATION_SET_TRANSACTIONAL: text,
  CONFIGURATION_SET_NOTIFICATIONS: text,
  CONFIGURATION_SET_MARKETING: text,
  SES_ACCOUNT: text,
  SETTLE_SECONDS: seconds,
  SILENCE_SECONDS: seconds,
  SPREAD_OVER_DAY: flag,
  IDENTITY_FEEDBACK: flag,
  SECRETS_KEY: textOrNone,
});

/** What a rehearsal replaces. */
export interface RehearsalParts {
  /** URL of the process that plays DynamoDB, SES and the other services. */
  readonly endpoint: string;
  readonly log: Log;
  readonly count: CountMetric;
  readonly sleepUntil: Clock['sleepUntil'];
}

type Environment = z.infer<typeof schema>;

/** AWS clients and the clock, made once per container. */
const connect = (environment: Environment, rehearsal: RehearsalParts | undefined) => {
  const place = rehearsal === undefined ? {} : { endpoint: rehearsal.endpoint };
  // All workers must agree on the time of a slot, so the clock is DynamoDB's, not the machine's
  // own.
  const { clock: tableClock, watch } = correctedClock();
  const clock: Clock =
    rehearsal === undefined ? tableClock : { ...tableClock, sleepUntil: rehearsal.sleepUntil };
  return {
    place,
    clock,
    tables: documentClient(watch, place),
    sqs: withoutLogger(new SQSClient({ requestHandler: requestLimits, ...place })),
    s3: withoutLogger(new S3Client({ requestHandler: requestLimits, ...place })),
    payloadBucket: { name: environment.BUCKET_PAYLOADS, owner: environment.SES_ACCOUNT },
  };
};

type Connections = ReturnType<typeof connect>;

type SesCalls = Pick<SendingAccount, 'sendMail' | 'getSendQuota'>;

const callsOf = (options: Partial<ReturnType<typeof clientOptionsFor>>): SesCalls => {
  const ses = sendingClient(options);
  return {
    sendMail: sendMail({ v1: sendByV1(ses), v2: () => sendByV2(sendingClientV2(options)) }),
    getSendQuota: getSendQuota(ses),
  };
};

/** Calls of SES in the account that a tenant brings, by its role or by its keys. */
const broughtCalls = ({ SECRETS_KEY }: Environment, { clock }: Connections) => {
  const openSecret = openedSecrets(secretBox(secretKeys(SECRETS_KEY)), clock.now);
  return (brought: TenantSendingAccount, given: TenantKeys | undefined): SesCalls => {
    if (given === undefined) return callsOf(clientOptionsFor(brought));
    const keys = keysInUse(given, { openSecret, now: clock.now }, (key) =>
      callsOf(clientOptionsFor(brought, key)),
    );
    return {
      sendMail: sendWithKeys(keys),
      getSendQuota: askWithKeys(keys, (calls) => calls.getSendQuota()),
    };
  };
};

/** Finds the account that each tenant sends with: one of its own, or the pipeline's. */
const tenantsOf = (
  environment: Environment,
  connections: Connections,
): SendBatchPorts['findTenants'] => {
  const { tables, sqs, place } = connections;
  const waitingEvents = queueSize(sqs, environment.QUEUE_FEEDBACK);
  const openAccount = (
    { account, region }: { readonly account: string; readonly region: string },
    { sendMail, getSendQuota }: SesCalls,
    isBrought: boolean,
  ): SendingAccount => ({
    name: `${account}#${region}`,
    isBrought,
    ledger: ledgerTable(tables, environment.TABLE_LEDGER, account, region),
    readFeedback: readFeedbackIn(tables, environment.TABLE_MESSAGES, {
      account,
      isBrought,
      waitingEvents,
    }),
    sendMail,
    getSendQuota: environment.SPREAD_OVER_DAY
      ? async () => spreadOverDay(await getSendQuota())
      : getSendQuota,
    memory: { last: undefined },
    pausedAtSes: new Map(),
  });
  const own = { account: environment.SES_ACCOUNT, region: environment.AWS_REGION };
  const ownAccount = openAccount(own, callsOf(place), false);
  const callsIn = broughtCalls(environment, connections);
  const brought = tenantAccounts(tables, environment.TABLE_TENANTS, (account, keys) =>
    openAccount(account, callsIn(account, keys), true),
  );
  return async (tenantIds) => {
    const found = await brought.find([...tenantIds, everyTenant]);
    const all = found.get(everyTenant);
    return new Map(tenantIds.map((id) => [id, sendingTenant(id, found.get(id), all, ownAccount)]));
  };
};

const queuesOf = (
  environment: Environment,
  { sqs, clock }: Connections,
): readonly SendingQueue[] => {
  const queue = (lane: Lane, arn: string, url: string): SendingQueue => ({
    lane,
    arn,
    postpone: postponeIn(sqs, url, clock.now),
    putBack: putBackOn(sqs, url, clock.now),
  });
  return [
    queue(
      'transactional',
      environment.QUEUE_TRANSACTIONAL_ARN,
      environment.QUEUE_TRANSACTIONAL_URL,
    ),
    queue('bulk', environment.QUEUE_BULK_ARN, environment.QUEUE_BULK_URL),
  ];
};

/**
 * Builds the sender from its environment variables.
 *
 * @param rehearsal - replaces the world during the warm-up; absent in production
 * @throws EnvironmentError that names every missing or malformed variable
 */
export const createSending = (rehearsal?: RehearsalParts): Sending => {
  const environment = readEnvironment(schema);
  const connections = connect(environment, rehearsal);
  const { place, tables, sqs, s3, clock, payloadBucket } = connections;
  const identityFeedback = environment.IDENTITY_FEEDBACK;
  return {
    queues: queuesOf(environment, connections),
    settleMs: environment.SETTLE_SECONDS * 1000,
    silenceMs: environment.SILENCE_SECONDS * 1000,
    ports: {
      ...messageTable(tables, environment.TABLE_MESSAGES, clock.now, { identityFeedback }),
      findSuppressions: suppressionTable(tables, environment.TABLE_SUPPRESSIONS).findSuppressions,
      budgets: budgetTable(tables, documentClientOnce(place), environment.TABLE_LEDGER),
      findTenants: tenantsOf(environment, connections),
      putDeadLetter: deadLetterTo(sqs, environment.QUEUE_DEAD_LETTERS),
      fetchObject: fetchObject(s3, payloadBucket),
      mayRead: mayReadOf((bucket) => bucket === payloadBucket.name),
      holdMail: holdMailIn(s3, payloadBucket),
      discardPayload: discardPayloadOf(s3, payloadBucket),
      configurationSets: {
        transactional: environment.CONFIGURATION_SET_TRANSACTIONAL,
        notifications: environment.CONFIGURATION_SET_NOTIFICATIONS,
        marketing: environment.CONFIGURATION_SET_MARKETING,
      },
      accountsSeen: new Map(),
      clock,
      now: clock.now,
      random,
      newId,
      count: rehearsal?.count ?? containerCounter().count,
      log: rehearsal?.log ?? log,
    },
  };
};

let sending: Sending | undefined;

/** The container's sender; built on its first run. */
export const sendingOfContainer = (): Sending => {
  sending ??= createSending();
  return sending;
};
