import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { Postpone, PutBack } from '../../shared/messages/queue-ports.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { type QueueRecord, readSystemAttributes, receivesOf } from './queue-record.ts';

/** How the sender makes messages of a queue come again. */
export interface WaitingQueue {
  readonly postpone: Postpone;
  readonly putBack: PutBack;
}

/** A record that has to come again, not before then (epoch ms). */
export interface Waiting {
  readonly record: QueueRecord;
  readonly untilMs: number;
}

/**
 * A message that merely waits is put back as a new copy when it was received so often. So one that
 * was received more often is one whose runs did not end, or never began.
 */
export const renewedAtReceives = 5;

/**
 * The queue forgets a message after 14 days. A closed one is read for a while each day, so there
 * are ten days in which to come upon it.
 */
const oldestMs = 4 * 86_400_000;

/**
 * Puts those on their queue anew that were received several times, or are about to grow too old for
 * it. So mail that only waits never ends among the dead letters and never gets lost.
 *
 * @returns those that still wait in their old copy
 */
export const putBackWornOut = async (
  queue: WaitingQueue,
  waiting: readonly Waiting[],
  ports: { readonly clock: Clock; readonly log: Log },
): Promise<readonly Waiting[]> => {
  const stays = await Promise.all(
    waiting.map(
      async (one) => !(isWornOut(one, ports.clock.now()) && (await putBackOne(queue, one, ports))),
    ),
  );
  return waiting.filter((_, index) => stays[index]);
};

const isWornOut = ({ record }: Waiting, nowMs: number): boolean =>
  receivesOf(record) >= renewedAtReceives ||
  nowMs - (record.attributes?.SentTimestamp ?? nowMs) >= oldestMs;

/**
 * The new copy comes before the old one goes: a crash in between leaves two, of which one is sent.
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
    await queue.putBack({ body: record.body, attributes, untilMs });
    return true;
  } catch {
    log('warn', 'A message that waits could not be put back as a new copy; the old one stays.', {
      sqsMessageId: record.messageId,
    });
    return false;
  }
};
