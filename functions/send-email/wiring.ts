import { randomBytes } from 'node:crypto';
import { budgetTable } from '../../shared/aws/budgets/budget-table.ts';
import { documentClientOnce } from '../../shared/aws/dynamodb/document-client.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { holdMailIn } from '../../shared/aws/objects/held-mail.ts';
import { discardPayloadOf, fetchObject } from '../../shared/aws/objects/objects.ts';
import { putBatchOn } from '../../shared/aws/queues/enqueue.ts';
import { deadLetterTo, postponeIn, putBackOn } from '../../shared/aws/queues/queues.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { keyRings } from '../../shared/aws/unsubscribe/key-rings.ts';
import { newShareMemory } from '../../shared/budgets/share-memory.ts';
import { mayReadOf } from '../../shared/email/object-prefixes.ts';
import { type Lane, unsubscribedIn } from '../../shared/email/streams.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import { publishNothing } from '../../shared/pipeline-events/publish-facts.ts';
import { hasherOf, publisher } from '../../shared/pipeline-events/wiring.ts';
import { newId, random } from '../../shared/system/clock.ts';
import { makingRing } from '../../shared/unsubscribe/making-ring.ts';
import { linksBelow, mailLinksTo } from '../../shared/unsubscribe/unsubscribe-link.ts';
import { findTenantsOf } from './accounts/wiring.ts';
import type { UnsubscribeWay } from './add-unsubscribe.ts';
import {
  type Connections,
  connect,
  type RehearsalParts,
  type SendingEnvironment,
  sendingEnvironment,
} from './connections/wiring.ts';
import type { SuspectPorts } from './send-alone.ts';
import type { SendBatchPorts } from './send-batch.ts';
import type { SendingQueue } from './send-queue-batch.ts';

/** Everything a run of the sender needs besides its batch. */
export interface Sending {
  readonly ports: SendBatchPorts & SuspectPorts;
  readonly queues: readonly SendingQueue[];
  readonly settleMs: number;
  readonly silenceMs: number;
}

const urlOf = (environment: SendingEnvironment, lane: Lane): string =>
  lane === 'transactional' ? environment.QUEUE_TRANSACTIONAL_URL : environment.QUEUE_BULK_URL;

const queuesOf = (
  environment: SendingEnvironment,
  { sqs, clock }: Connections,
): readonly SendingQueue[] => {
  const queue = (lane: Lane, arn: string): SendingQueue => {
    const url = urlOf(environment, lane);
    return {
      lane,
      arn,
      postpone: postponeIn(sqs, url, clock.now),
      putBack: putBackOn(sqs, url, clock.now),
    };
  };
  return [
    queue('transactional', environment.QUEUE_TRANSACTIONAL_ARN),
    queue('bulk', environment.QUEUE_BULK_ARN),
  ];
};

const unsubscribeOf = (
  { STREAMS, UNSUBSCRIBE_URL, UNSUBSCRIBE_MAILBOX, TABLE_LEDGER }: SendingEnvironment,
  { tables, clock }: Connections,
): UnsubscribeWay | undefined => {
  const streams = unsubscribedIn(STREAMS);
  if (streams.size === 0) return undefined;
  const findRing = makingRing(keyRings(tables, TABLE_LEDGER), {
    newSecret: randomBytes,
    now: clock.now,
  });
  return {
    streams,
    linkOf: linksBelow(UNSUBSCRIBE_URL, findRing),
    mailLinkOf: UNSUBSCRIBE_MAILBOX === '' ? undefined : mailLinksTo(UNSUBSCRIBE_MAILBOX, findRing),
  };
};

/**
 * Builds the sender from its environment variables.
 *
 * @param rehearsal - replaces the world during the warm-up; absent in production
 * @throws EnvironmentError that names every missing or malformed variable
 */
export const createSending = (rehearsal?: RehearsalParts): Sending => {
  const environment = readEnvironment(sendingEnvironment);
  const connections = connect(environment, rehearsal);
  const { place, tables, sqs, s3, clock, payloadBucket } = connections;
  const identityFeedback = environment.IDENTITY_FEEDBACK;
  const telemetry = {
    count: rehearsal?.count ?? containerCounter().count,
    log: rehearsal?.log ?? log,
  };
  return {
    queues: queuesOf(environment, connections),
    settleMs: environment.SETTLE_SECONDS * 1000,
    silenceMs: environment.SILENCE_SECONDS * 1000,
    ports: {
      ...messageTable(tables, environment.TABLE_MESSAGES, clock.now, { identityFeedback }),
      findSuppressions: suppressionTable(tables, environment.TABLE_SUPPRESSIONS).findSuppressions,
      budgets: budgetTable(tables, documentClientOnce(place), environment.TABLE_LEDGER),
      findTenants: findTenantsOf(environment, connections),
      putBatch: (lane) => putBatchOn(sqs, async () => urlOf(environment, lane)),
      putDeadLetter: deadLetterTo(sqs, environment.QUEUE_DEAD_LETTERS),
      fetchObject: fetchObject(s3, payloadBucket),
      limitBytes: environment.LARGEST_MAIL_MB,
      mayRead: mayReadOf((bucket) => bucket === payloadBucket.name),
      holdMail: holdMailIn(s3, payloadBucket),
      discardPayload: discardPayloadOf(s3, payloadBucket),
      streams: environment.STREAMS,
      accountsSeen: new Map(),
      shares: newShareMemory(),
      clock,
      now: clock.now,
      random,
      newId,
      ...telemetry,
      unsubscribe: unsubscribeOf(environment, connections),
      publishFacts:
        rehearsal === undefined
          ? publisher(environment, {
              ...telemetry,
              ...{ clock, random, addressHasher: hasherOf(environment) },
            })
          : publishNothing,
    },
  };
};

let sending: Sending | undefined;

/** The container's sender; built on its first run. */
export const sendingOfContainer = (): Sending => {
  sending ??= createSending();
  return sending;
};
