import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { rememberedKeys } from '../../shared/access-keys/remembered-keys.ts';
import { findAccessKey } from '../../shared/aws/access-keys/find-access-key.ts';
import { roleKeys } from '../../shared/aws/access-keys/role-keys.ts';
import { requestLimits } from '../../shared/aws/clients/request-limits.ts';
import { withoutLogger } from '../../shared/aws/clients/without-logger.ts';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { ledgerRow, readLedgerRow } from '../../shared/aws/ledger/ledger-row.ts';
import { findProgress } from '../../shared/aws/messages/find-messages.ts';
import { storePayload } from '../../shared/aws/objects/store-payload.ts';
import { putBatchOn } from '../../shared/aws/queues/enqueue.ts';
import { tenantSums } from '../../shared/aws/reputation/tenant-sums.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { doorTenant } from '../../shared/aws/tenants/door-tenant.ts';
import { tenantSenders } from '../../shared/aws/tenants/tenant-senders.ts';
import type { DoorPorts } from '../../shared/doors/ports.ts';
import { takeSubmissions } from '../../shared/doors/take-submissions.ts';
import type { Lane } from '../../shared/email/streams.ts';
import { enqueueEmails } from '../../shared/enqueue/enqueue-emails.ts';
import { knownClaims } from '../../shared/feedback/known-claims.ts';
import { readEnvironment, text, textOrNone } from '../../shared/lambda/environment.ts';
import { log } from '../../shared/lambda/logger.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { streamsVariable } from '../../shared/streams/streams-variable.ts';
import { newId, random, randomBelow, systemClock } from '../../shared/system/clock.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { turnsPerSecond } from '../../shared/system/turns.ts';
import type { SesDoorPorts } from './ports.ts';
import { quotaOf } from './read-account.ts';
import { hoursOf } from './read-hours.ts';
import { stsHttps } from './sts-https.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_ACCESS_KEYS: text,
  TABLE_LEDGER: text,
  TABLE_MESSAGES: text,
  TABLE_REPUTATION: text,
  TABLE_TENANTS: text,
  QUEUE_TRANSACTIONAL_URL: text,
  QUEUE_BULK_URL: text,
  BUCKET_PAYLOADS: text,
  STREAMS: streamsVariable,
  SECRETS_KEY: textOrNone,
  SES_ACCOUNT: text,
  /** Where another STS than that of AWS is asked. */
  AWS_ENDPOINT_URL_STS: z.optional(z.string()),
});

type Environment = z.infer<typeof schema>;

/** Time limit of a call of STS; ms. */
const stsTimeoutMs = 5_000;

/** Proofs of roles that a container looks at in a second: each is a call of STS. */
const mostProofsPerSecond = 20;

/** Made once per container, on its first run. */
export const doorOfContainer = (): SesDoorPorts => {
  door ??= create();
  return door;
};

/** Puts mail on the queues; one that is too big for a queue goes through the payload bucket. */
const enqueueOf = (environment: Environment): DoorPorts['enqueue'] => {
  const sqs = withoutLogger(new SQSClient({ requestHandler: requestLimits }));
  const s3 = withoutLogger(new S3Client({ requestHandler: requestLimits }));
  const urls = {
    transactional: environment.QUEUE_TRANSACTIONAL_URL,
    bulk: environment.QUEUE_BULK_URL,
  };
  const ports = {
    streams: environment.STREAMS,
    putBatch: (lane: Lane) => putBatchOn(sqs, async () => urls[lane]),
    storePayload: storePayload(s3, async () => environment.SES_ACCOUNT),
    payloadBucket: async () => environment.BUCKET_PAYLOADS,
    // A request has at most 6 MB, and every deployment takes 10. Only text of which half must be
    // escaped grows beyond that; the sender measures it.
    fitsSes: async () => true,
    isFair: true,
    ...{ clock: systemClock, random, newId },
  };
  return (emails) => enqueueEmails(ports, emails);
};

const tellFailure = (error: unknown): void =>
  log('error', 'The SES endpoint failed at a request.', { cause: nameOfError(error) });

/** @throws EnvironmentError that names every missing or malformed variable */
const create = (): SesDoorPorts => {
  const environment = readEnvironment(schema);
  const documents = documentClient();
  const { now } = systemClock;
  const region = environment.AWS_REGION;
  const findTenant = doorTenant(documents, environment.TABLE_TENANTS, {
    account: environment.SES_ACCOUNT,
    region,
  });
  const tell = ({ message }: Error): void => log('error', message);
  const findOwner = knownClaims(
    tenantSenders(documents, environment.TABLE_TENANTS, tell, 'own'),
    systemClock,
  );
  const box = secretBox(secretKeys(environment.SECRETS_KEY));
  const keys = { documents, table: environment.TABLE_ACCESS_KEYS };
  const rows = { documents, table: environment.TABLE_REPUTATION, tell };
  return {
    ...{ region, now, newId, tellFailure },
    findAccessKey: rememberedKeys(findAccessKey(keys, box.open, now), now),
    takeSubmissions: takeSubmissions({
      ...{ findTenant, findOwner, now, newId, tellFailure },
      findProgress: (ids, consistency) =>
        findProgress({ documents, table: environment.TABLE_MESSAGES }, ids, consistency),
      enqueue: enqueueOf(environment),
      streams: environment.STREAMS,
    }),
    askSts: stsHttps({
      region,
      timeoutMs: stsTimeoutMs,
      endpoint: environment.AWS_ENDPOINT_URL_STS,
    }),
    roleKeys: roleKeys(keys, { seal: box.seal, randomBelow }, now),
    takeTurn: turnsPerSecond(mostProofsPerSecond, now),
    readAccount: async (tenantId) => {
      const { account, region: place, isPaused } = await findTenant(tenantId);
      const row = ledgerRow(documents, environment.TABLE_LEDGER, account, place);
      return { quota: quotaOf(await readLedgerRow(row)), isSending: !isPaused };
    },
    readHours: (tenantId) => hoursOf(tenantSums(rows, tenantId, environment.STREAMS), now()),
  };
};

let door: SesDoorPorts | undefined;
