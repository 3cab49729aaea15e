import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { Postpone, PutBack } from '../../shared/messages/queue-ports.ts';
import { mapInBatches } from '../../shared/system/map-in-batches.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { type QueueRecord, readSystemAttributes, receivesOf } from './queue-record.ts';

/** How the sender makes messages of a queue come again. */
export interface WaitingQueue {
  readonly postpone: Postpone;
  readonly putBack: PutBack;
}

/** A record that has to come again, not before `untilMs` (epoch ms). */
export interface Waiting {
  readonly record: QueueRecord;
  readonly untilMs: number;
}

/**
 * Receives after which a waiting message is put back as a new copy. A message received more often
 * is therefore one whose runs did not end, or never began.
 */
export const renewedAtReceives = 5;

/**
 * Age from which a message is put back as a new copy; ms. SQS deletes a message after 14 days, and
 * a closed queue is read for a while each day, so ten days remain to come upon it.
 */
const oldestMs = 4 * 86_400_000;

/**
 * Waits that are delays of a new copy, and not hidden; ms. SQS hides at most 120,000 messages of a
 * queue and hands out nothing more, so a backlog of one tenant that waits would stop all. It delays
 * any number of messages, for 15 minutes at most; longer waits are hidden.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
 */
const delayedMs = { from: 60_000, to: 900_000 } as const;

/**
 * Puts records back on their queue as new copies when they wait for minutes, were received several
 * times, or are about to grow too old. So mail that only waits never becomes a dead letter and is
 * never lost.
 *
 * @returns the records that stay in their old copy
 */
export const putBackWornOut = async (
  queue: WaitingQueue,
  waiting: readonly Waiting[],
  ports: { readonly clock: Clock; readonly log: Log },
): Promise<readonly Waiting[]> => {
  const stays = await mapInBatches(
    waiting,
    async (one) => !(isDueForCopy(one, ports.clock.now()) && (await putBackOne(queue, one, ports))),
  );
  return waiting.filter((_, index) => stays[index]);
};

const isDueForCopy = ({ record, untilMs }: Waiting, nowMs: number): boolean =>
  (untilMs - nowMs >= delayedMs.from && untilMs - nowMs <= delayedMs.to) ||
  receivesOf(record) >= renewedAtReceives ||
  nowMs - (record.attributes?.SentTimestamp ?? nowMs) >= oldestMs;

/**
 * Writes the new copy; the old one is deleted afterwards. A crash in between leaves two copies, of
 * which one is sent.
 */
const putBackOne = async (
  queue: WaitingQueue,
  { record, untilMs }: Waiting,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<boolean> => {
  const { firstId = record.messageId, firstArrival, releasedCopy } = readSystemAttributes(record);
  const arrivedAtMs = record.attributes?.SentTimestamp ?? clock.now();
  const attributes = {
    [queueAttributes.firstId]: firstId,
    [queueAttributes.firstArrival]: firstArrival ?? String(Math.floor(arrivedAtMs)),
    ...(releasedCopy === undefined ? {} : { [queueAttributes.releasedCopy]: releasedCopy }),
  };
  try {
    const group = record.attributes?.MessageGroupId;
    await queue.putBack({ body: record.body, attributes, group, untilMs });
    return true;
  } catch {
    log('warn', 'A waiting message could not be put back as a new copy; the old copy stays.', {
      sqsMessageId: record.messageId,
    });
    return false;
  }
};
