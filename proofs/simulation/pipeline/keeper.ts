import { keepMessages } from '../../../functions/keep-messages/keep-messages.ts';
import type { Origin } from '../../../shared/dead-letters/dead-letter.ts';
import { keptKey, keptText } from '../../../shared/dead-letters/kept-dead-letter.ts';
import type { LyingMessage, MessageAttribute } from '../../../shared/retention/lying-message.ts';
import type { RetainedQueue, SourceQueue } from '../../../shared/retention/ports.ts';
import type { Container } from '../models/container.ts';
import type { EventSourceMapping } from '../models/event-source.ts';
import type { Deployed } from '../models/function-options.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import type { Queue } from '../models/queue.ts';
import { arnOf, type World } from './world.ts';

const hiddenMs = 120_000;
const delayMs = 900_000;
const mostTaken = 10;

/** keep-messages as deployed: the real rule over this world. */
export const deployKeeper =
  (world: World, mappings: Readonly<Record<Origin, EventSourceMapping>>): Deployed =>
  (container) => {
    const { queues, s3, sqs, keptDeadLetters } = world;
    const source = (origin: Origin): SourceQueue => ({
      ...retained(world, container, queues[origin]),
      origin,
      arn: arnOf(queues[origin]),
      isRead: () =>
        sqs.call(container, {
          item: 'event source',
          kind: 'read',
          effect: async () => mappings[origin].settings().isEnabled,
        }),
      putAgain: (body, attributes) =>
        sqs.call(container, {
          item: queues[origin].name,
          kind: 'write',
          effect: async () => void queues[origin].send(body, textsOf(attributes), delayMs),
        }),
    });
    const ports = world.mutationPoints.keep({
      deadLetterQueues: [retained(world, container, queues.deadLetters)],
      sourceQueues: [source('transactional'), source('bulk'), source('feedback')],
      keepDeadLetter: (deadLetter) =>
        s3.call(container, {
          item: 'kept dead letters',
          kind: 'write',
          effect: async () => void keptDeadLetters.set(keptKey(deadLetter), keptText(deadLetter)),
        }),
      countKept: () =>
        s3.call(container, {
          item: 'kept dead letters',
          kind: 'read',
          effect: async () => keptDeadLetters.size,
        }),
      count: () => undefined,
      gauge: () => undefined,
      clock: container.clock,
      log: () => undefined,
    });
    return (_event, { remainingMs }) => keepMessages(ports, remainingMs);
  };

const attributesOf = (texts: QueuedMessage['attributes']): LyingMessage['attributes'] =>
  Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [name, { type: 'String', value }]),
  );

const textsOf = (attributes: Readonly<Record<string, MessageAttribute>>) =>
  Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));

const toLying = (message: QueuedMessage): LyingMessage => ({
  sqsMessageId: message.id,
  body: message.body,
  attributes: attributesOf(message.attributes),
  sourceArn: undefined,
  sentAtMs: message.sentMs,
  receives: message.receiveCount,
  receiptHandle: message.receipt,
});

const retained = ({ sqs }: World, container: Container, queue: Queue): RetainedQueue => {
  const ask = <T>(kind: 'read' | 'write', effect: () => Promise<T>): Promise<T> =>
    sqs.call(container, { item: queue.name, kind, effect });
  return {
    name: queue.name,
    size: () => ask('read', async () => queue.size()),
    receive: () => ask('write', async () => queue.receive(mostTaken, hiddenMs).map(toLying)),
    remove: (receipt) => ask('write', async () => queue.remove(receipt)),
    show: (receipts) =>
      ask('write', async () => {
        for (const receipt of receipts) queue.changeVisibility(receipt, 0);
      }).catch(() => undefined),
  };
};
