import type { Lane } from '../../shared/email/streams.ts';
import type { Postpone, PutBack } from '../../shared/messages/ports.ts';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { transactionalBatch } from '../../shared/pacing/event-source-settings.ts';
import {
  type QueueRecord,
  readQueueEvent,
  readSystemAttributes,
  receivesOf,
  toQueuedRecord,
} from './queue-record.ts';
import type { RecordResult } from './record-result.ts';
import { type SendBatchPorts, sendBatch } from './send-batch.ts';
import { type SuspectPorts, sendSuspects } from './send-suspects.ts';

/** Names of the messages that stay in the queue, as Lambda wants them. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A queue that the sender reads. */
export interface SendingQueue {
  readonly lane: Lane;
  readonly arn: string;
  readonly postpone: Postpone;
  readonly putBack: PutBack;
}

export interface QueueBatchContext {
  readonly ports: SendBatchPorts & SuspectPorts;
  readonly queues: readonly SendingQueue[];
  readonly settleMs: number;
  /** Of {@link Run}. */
  readonly silenceMs: number;
  /** How long until Lambda ends the run; ms. */
  readonly remainingMs: () => number;
  /** Names the run. */
  readonly requestId: string;
}

/**
 * A message that merely waits is put back as a new copy after so many receives. So one that was received more often is one whose runs did
 * not end, or never began.
 */
const mostReceives = 5;
/** The queue forgets a message after 14 days. A closed one is read for a while each day, so there are ten days in which to come upon it. */
const oldestMs = 4 * 86_400_000;

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

interface Waiting {
  readonly record: QueueRecord;
  readonly untilMs: number;
}

/**
 * Sends a batch of one of the two queues.
 *
 * A message that has to come again is hidden until its time. One that has been received several times, or is about to grow too old for its
 * queue, is put on it anew instead, so that mail that only waits never ends among the dead letters and never gets lost. One that has been
 * received more often than that is sent alone, after the others: runs may have died of it.
 *
 * @returns exactly the messages that have to come again
 * @throws when the event is none of SQS's, or comes from a queue that the function does not know; Lambda then keeps the whole batch
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const sendQueueBatch = async (
  event: unknown,
  context: QueueBatchContext,
): Promise<BatchAnswer> => {
  const records = readQueueEvent(event);
  const { clock, log } = context.ports;
  const arn = records[0]?.eventSourceARN ?? '';
  const queue = context.queues.find((candidate) => candidate.arn === arn);
  if (queue === undefined)
    throw new Error(
      `The function does not know the queue ${nameOf(arn)}: its variables name two queues, and this is neither.`,
    );

  const isSuspect = (record: QueueRecord): boolean => receivesOf(record) > mostReceives;
  const toQueued = (record: QueueRecord): QueuedRecord =>
    toQueuedRecord(record, { queue: nameOf(arn), nowMs: clock.now() });
  const arrivalOf = (record: QueueRecord): number => {
    const { firstArrivedAtMs, arrivedAtMs } = toQueued(record);
    return firstArrivedAtMs ?? arrivedAtMs;
  };
  const run = {
    owner: context.requestId,
    remainingMs: context.remainingMs,
    settleMs: context.settleMs,
    silenceMs: context.silenceMs,
  };
  const send = async (some: readonly QueueRecord[]): Promise<readonly RecordResult[]> =>
    some.length === 0
      ? []
      : sendBatch(context.ports, run, {
          lane: queue.lane,
          records: some.map(toQueued),
          isFull: some.length >= transactionalBatch,
        });

  // SQS hands out in any order: where there is not room for all, what came first goes first.
  const ordinary = records
    .filter((record) => !isSuspect(record))
    .toSorted((one, other) => arrivalOf(one) - arrivalOf(other));
  const suspects = records.filter(isSuspect);
  const ordinaryResults = await send(ordinary);
  const suspectResults = await sendSuspects(
    context.ports,
    run,
    suspects.map((record) => ({
      copyId: record.messageId,
      record: toQueued(record),
      send: async () => (await send([record]))[0],
    })),
  );
  const results = new Map([
    ...ordinary.map((record, index) => [record, ordinaryResults[index]] as const),
    ...suspects.map((record, index) => [record, suspectResults[index]] as const),
  ]);

  const untilOf = (result: RecordResult | undefined): number =>
    result?.kind === 'again' ? result.untilMs : clock.now();
  const waiting = records.flatMap((record): readonly Waiting[] =>
    results.get(record)?.kind === 'done' ? [] : [{ record, untilMs: untilOf(results.get(record)) }],
  );

  const isWornOut = ({ record }: Waiting): boolean =>
    receivesOf(record) >= mostReceives ||
    clock.now() - (record.attributes?.SentTimestamp ?? clock.now()) >= oldestMs;

  /** The new copy comes before the old one goes: a crash in between leaves two, of which one is sent. */
  const putBack = async ({ record, untilMs }: Waiting): Promise<boolean> => {
    const { firstId = record.messageId, releasedCopy } = readSystemAttributes(record);
    const { firstArrivedAtMs } = toQueued(record);
    const attributes = {
      [queueAttributes.firstId]: firstId,
      [queueAttributes.firstArrival]: String(Math.floor(firstArrivedAtMs ?? clock.now())),
      ...(releasedCopy === undefined ? {} : { [queueAttributes.releasedCopy]: releasedCopy }),
    };
    const renewed = queue.putBack({ body: record.body, attributes, untilMs }).then(
      () => true,
      () => false,
    );
    if (!(await renewed))
      log('warn', 'A message that waits could not be put back as a new copy; the old one stays.', {
        sqsMessageId: record.messageId,
      });
    return renewed;
  };
  const renewed = new Set(
    (
      await Promise.all(
        waiting.filter(isWornOut).map(async (one) => ((await putBack(one)) ? [one] : [])),
      )
    ).flat(),
  );

  const staying = waiting.filter((one) => !renewed.has(one));
  log('info', 'A batch is done.', {
    queue: nameOf(arn),
    messages: records.length,
    putBack: renewed.size,
    staying: staying.length,
  });
  await queue.postpone(
    staying.map(({ record, untilMs }) => ({ receiptHandle: record.receiptHandle, untilMs })),
  );
  return { batchItemFailures: staying.map(({ record }) => ({ itemIdentifier: record.messageId })) };
};
