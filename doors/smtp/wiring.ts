import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { rememberedKeys } from '../../shared/access-keys/remembered-keys.ts';
import { findAccessKey } from '../../shared/aws/access-keys/find-access-key.ts';
import { stageNames } from '../../shared/aws/clients/stage-names.ts';
import type { Documents } from '../../shared/aws/dynamodb/documents.ts';
import { findProgress } from '../../shared/aws/messages/find-messages.ts';
import { type PipelinePlace, producerPorts } from '../../shared/aws/queues/producer.ts';
import { accountOfQueue, queueUrl } from '../../shared/aws/queues/queue-url.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { doorTenant } from '../../shared/aws/tenants/door-tenant.ts';
import { tenantSenders } from '../../shared/aws/tenants/tenant-senders.ts';
import type { DoorPorts as MailPorts } from '../../shared/doors/ports.ts';
import { takeSubmission } from '../../shared/doors/take-submissions.ts';
import type { Streams } from '../../shared/email/streams.ts';
import { enqueueEmails } from '../../shared/enqueue/enqueue-emails.ts';
import { knownClaims } from '../../shared/feedback/known-claims.ts';
import { openedSecrets } from '../../shared/secrets/opened-secrets.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { newId, random, systemClock } from '../../shared/system/clock.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { DoorPorts } from './ports.ts';
import { tellFailures } from './tell-failures.ts';

/** The pipeline behind the door. */
export interface PipelineAccess {
  readonly documents: Documents;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** Queues and bucket for new messages. */
  readonly place: PipelinePlace;
  readonly tables: {
    readonly accessKeys: string;
    readonly messages: string;
    readonly tenants: string;
  };
  /** Streams of the deployment. */
  readonly streams: Streams;
  /** Key that encrypts secrets, as `SECRETS_KEY` names it to the functions. */
  readonly secretsKey: string;
  readonly region: string;
  readonly log: Log;
}

/** What the door needs of the outside world, from AWS. */
export const pipelinePorts = async (access: PipelineAccess): Promise<DoorPorts> => {
  const { documents, tables, secretsKey, region, log } = access;
  const { now } = systemClock;
  const tellFailure = tellFailures(log, now);
  const box = secretBox(secretKeys(secretsKey, region));
  const find = findAccessKey({ documents, table: tables.accessKeys }, openedSecrets(box, now), now);
  return {
    ...{ region, now, tellFailure },
    findKey: rememberedKeys(find, now),
    takeSubmission: takeSubmission(await mailPorts(access, tellFailure)),
  };
};

const mailPorts = async (
  { documents, sqs, s3, place, tables, streams, region, log }: PipelineAccess,
  tellFailure: MailPorts['tellFailure'],
): Promise<MailPorts> => {
  const { now } = systemClock;
  const queues = 'stage' in place ? stageNames(place.stage).queues : place.queues;
  const account = accountOfQueue(await queueUrl(sqs, queues.transactional)) ?? '';
  const tell = ({ message }: Error): void => log('error', message);
  const producer = {
    ...producerPorts({ sqs, s3 }, place),
    ...{ streams, isFair: true, clock: systemClock, random, newId },
  };
  return {
    ...{ streams, now, newId, tellFailure },
    findTenant: doorTenant(documents, tables.tenants, { account, region }),
    findOwner: knownClaims(tenantSenders(documents, tables.tenants, tell), systemClock),
    findProgress: (ids, consistency) =>
      findProgress({ documents, table: tables.messages }, ids, consistency),
    enqueue: (emails) => enqueueEmails(producer, emails),
  };
};
