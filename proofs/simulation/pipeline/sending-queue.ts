import type { SendingQueue } from '../../../functions/send-email/send-queue-batch.ts';
import type { Container } from '../models/container.ts';
import type { Queue } from '../models/queue.ts';
import { arnOf, type World } from './world.ts';

/**
 * SQS's limits: the visibility timeout counts from the receive, and a delay is 15 minutes at most.
 */
const longestPostponeMs = 42_300_000;
const longestDelayMs = 900_000;

/** A queue as the sender reaches it. */
export const sendingQueue = (
  { sqs, mutationPoints }: World,
  container: Container,
  lane: SendingQueue['lane'],
  queue: Queue,
): SendingQueue => {
  const { now } = container.clock;
  const write = (effect: () => Promise<void>): Promise<void> =>
    sqs.call(container, { item: queue.name, kind: 'write', effect });
  return mutationPoints.queue({
    lane,
    arn: arnOf(queue),
    postpone: async (messages) => {
      const effect = async () => {
        for (const { receiptHandle, untilMs } of messages)
          queue.changeVisibility(receiptHandle, secondsUntil(untilMs, now(), longestPostponeMs));
      };
      if (messages.length > 0) await write(effect).catch(() => undefined);
    },
    putBack: ({ body, attributes, untilMs }) =>
      write(
        async () => void queue.send(body, attributes, secondsUntil(untilMs, now(), longestDelayMs)),
      ),
  });
};

/** Whole seconds, rounded up, as the API takes them. */
const secondsUntil = (untilMs: number, nowMs: number, longestMs: number): number =>
  Math.min(longestMs, Math.max(0, Math.ceil((untilMs - nowMs) / 1000) * 1000));
