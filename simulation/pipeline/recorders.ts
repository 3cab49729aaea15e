import type { FeedbackPorts } from '../../shared/feedback/record-events.ts';
import { recordNotification } from '../../shared/feedback/record-notification.ts';
import { recordQueueBatch } from '../../shared/feedback/record-queue-batch.ts';
import type { Count } from '../../shared/ports.ts';
import { isInForce } from '../../shared/suppression/scopes.ts';
import type { Container } from '../models/container.ts';
import type { Deployed } from '../models/function.ts';
import { messagePorts } from './message-ports.ts';
import type { World } from './world.ts';

const portsOf = (world: World, container: Container, count: (count: Count) => void): FeedbackPorts => {
  const { audits, seams, recorderTable, suppressions } = world;
  const write = <T>(effect: () => Promise<T>): Promise<T> => recorderTable.call(container, { item: 'suppression', kind: 'write', effect });
  const messages = messagePorts(world, container, recorderTable, audits.mail.withhold);
  return seams.feedbackPorts({
    suppress: (entry) =>
      write(async () => {
        await suppressions.suppress(entry);
        audits.mail.suppressedByEvent(entry.address, entry.scope);
      }),
    liftComplaint: (address, scope, atMs) => write(() => suppressions.liftComplaint(address, scope, atMs)),
    noteSoftBounce: (bounce) =>
      write(async () => {
        await suppressions.noteSoftBounce(bounce);
        const entries = await suppressions.findSuppressions([{ addresses: [bounce.address], scopes: [bounce.scope] }]);
        if (entries.some((entry) => isInForce(entry, world.timeline.now()))) audits.mail.suppressedForAWhile(bounce.address, bounce.scope);
      }),
    endSoftBounces: (arrivals, bounced) => write(() => suppressions.endSoftBounces(arrivals, bounced)),
    recordEvents: messages.recordEvents,
    recordFacts: (facts) => recorderTable.call(container, { item: 'reputation', kind: 'write', effect: async () => void facts }),
    findMessageBySesId: messages.findMessageBySesId,
    count,
    log: () => undefined,
    clock: container.clock,
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
  deployRecorder(world, world.seams.recordNotification(recordNotification));

/** record-delivery. */
export const deployQueueRecorder = (world: World): Deployed => deployRecorder(world, world.seams.recordQueueBatch(recordQueueBatch));
