import { knownTopics } from '../../../functions/receive-webhook/known-topics.ts';
import {
  receiveWebhook,
  type WebhookPorts,
} from '../../../functions/receive-webhook/receive-webhook.ts';
import { noteFeedbackIn } from '../../../shared/aws/ledger/feedback-table.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { FeedbackPorts } from '../../../shared/feedback/feedback-batch.ts';
import { publishNothing } from '../../../shared/pipeline-events/publish-facts.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { OnWrite } from '../models/dynamodb/writes.ts';
import type { Deployed } from '../models/function-options.ts';
import { snsCertificate } from '../models/sns-signer.ts';
import type { World } from './world.ts';

/** ARN of the topic in a tenant's item. */
export const topicOf = (tenantId: string): string =>
  `arn:aws:sns:eu-west-1:444455556666:${tenantId}-feedback`;

/** As with identityFeedback, so that mail is found by SES's id. */
const identityFeedback = true;

const recordingPorts = (world: World, container: Container, onWrite: OnWrite): FeedbackPorts => {
  const { database, recorderTable } = world;
  const { clock } = container;
  const documents = documentsOf(database, { container, service: recorderTable, onWrite });
  const { suppress, liftComplaint, noteSoftBounce, endSoftBounces } = suppressionTable(
    documents,
    'suppressions',
  );
  const messages = messageTable(documents, 'messages', clock.now, { identityFeedback });
  return {
    streams: basicStreams,
    ...{ suppress, liftComplaint, noteSoftBounce, endSoftBounces },
    recordEvents: messages.recordEvents,
    findMessageBySesId: messages.findMessageBySesId,
    // Whatever sender a post names: it is another tenant's, and yet the post stays with its topic.
    findSenderOwner: async () => ({ kind: 'tenant', tenantId: 'victim' }),
    recordFacts: reputationTable(documents, 'reputation', clock.now).recordFacts,
    noteFeedback: noteFeedbackIn(documents, 'messages', clock.now),
    publishFacts: publishNothing,
    count: () => undefined,
    log: () => undefined,
    clock,
  };
};

/** receive-webhook as deployed: the real handler over this world. */
export const deployWebhook =
  (world: World, tenantsWithTopics: readonly string[]): Deployed =>
  (container) => {
    const { recorderTable, mutationPoints, audits } = world;
    let writes = 0;
    const onWrite: OnWrite = (...write) => {
      writes += 1;
      audits.isolation.written(...write);
    };
    const lists = tenantsWithTopics.map((tenantId) => ({ tenantId, topics: [topicOf(tenantId)] }));
    const ports: WebhookPorts = mutationPoints.webhookPorts({
      ...recordingPorts(world, container, onWrite),
      findCertificate: async () => snsCertificate(),
      fetchFromSns: async () => {
        throw new Error('No subscription of a history is confirmed.');
      },
      findTopicOwner: knownTopics({
        sharedTopics: [],
        listTenantTopics: () =>
          recorderTable
            .call(container, { item: 'tenants', kind: 'read', effect: async () => lists })
            .catch((error: unknown) => {
              audits.isolation.topicsUnread();
              throw error;
            }),
        clock: container.clock,
        log: () => undefined,
      }),
    });
    const handler = mutationPoints.receiveWebhook(receiveWebhook);
    return async (event) => {
      writes = 0;
      try {
        return await handler(event, ports);
      } finally {
        audits.isolation.wrote(writes);
      }
    };
  };
