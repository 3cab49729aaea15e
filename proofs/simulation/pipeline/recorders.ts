import { recordQueueBatch } from '../../../functions/record-delivery/record-queue-batch.ts';
import { noteFeedbackIn } from '../../../shared/aws/ledger/feedback-table.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { FeedbackPorts } from '../../../shared/feedback/feedback-batch.ts';
import { recordNotification } from '../../../shared/feedback/record-notification.ts';
import { publishNothing } from '../../../shared/pipeline-events/publish-facts.ts';
import type { Count } from '../../../shared/telemetry/ports.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { OnWrite } from '../models/dynamodb/writes.ts';
import type { Deployed } from '../models/function-options.ts';
import { messagePorts } from './message-ports.ts';
import { suppressionWatch } from './suppression-watch.ts';
import type { World } from './world.ts';

const portsOf = (
  world: World,
  container: Container,
  count: (count: Count) => void,
): FeedbackPorts => {
  const { audits, mutationPoints, recorderTable, database } = world;
  const { clock } = container;
  const through = (onWrite?: OnWrite) =>
    documentsOf(database, {
      container,
      service: recorderTable,
      ...(onWrite === undefined ? {} : { onWrite }),
    });
  const { suppress, liftComplaint, noteSoftBounce, endSoftBounces } = suppressionTable(
    through(suppressionWatch(world)),
    'suppressions',
  );
  const { recordEvents, findMessageBySesId } = messagePorts(world, container, {
    service: recorderTable,
    runStartedMs: clock.now,
    onUnreachable: audits.mail.withhold,
  });
  const { recordFacts } = reputationTable(through(), 'reputation', clock.now);
  return mutationPoints.feedbackPorts({
    streams: basicStreams,
    suppress,
    liftComplaint,
    noteSoftBounce,
    endSoftBounces,
    recordEvents,
    recordFacts,
    noteFeedback: noteFeedbackIn(through(), 'messages', clock.now),
    publishFacts: publishNothing,
    findMessageBySesId,
    findSenderOwner: async () => ({ kind: 'nobody' }),
    count,
    log: () => undefined,
    clock,
  });
};

/** A recorder as deployed: the real handler over this world. */
const deployRecorder =
  (world: World, handle: (event: unknown, ports: FeedbackPorts) => Promise<unknown>): Deployed =>
  (container) => {
    let counts: Count[] = [];
    const ports = portsOf(world, container, (count) => void counts.push(count));
    return async (event) => {
      counts = [];
      try {
        return await handle(event, ports);
      } finally {
        if (!container.isGone()) world.audits.counts.flush(counts);
      }
    };
  };

/** record-bounce and record-complaint. */
export const deployNotificationRecorder = (world: World): Deployed =>
  deployRecorder(world, world.mutationPoints.recordNotification(recordNotification));

/** record-delivery. */
export const deployQueueRecorder = (world: World): Deployed =>
  deployRecorder(world, world.mutationPoints.recordQueueBatch(recordQueueBatch));
