import type { Lane } from '../../shared/email/streams.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { transactionalBatch } from '../../shared/pacing/event-source-settings.ts';
import { copyOf } from './dead-letter.ts';
import { putBackWornOut, renewedAtReceives, type Waiting, type WaitingQueue } from './put-back.ts';
import { type QueueRecord, readQueueEvent, receivesOf, toQueuedRecord } from './queue-record.ts';
import type { RecordResult } from './record-result.ts';
import type { Run } from './run.ts';
import { type SuspectPorts, sendAlone } from './send-alone.ts';
import { type SendBatchPorts, sendBatch } from './send-batch.ts';

/** Ids of the messages that stay in the queue: Lambda's partial batch response. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A queue that the sender reads. */
export interface SendingQueue extends WaitingQueue {
  readonly lane: Lane;
  readonly arn: string;
}

export interface QueueBatchContext {
  readonly ports: SendBatchPorts & SuspectPorts;
  readonly queues: readonly SendingQueue[];
  readonly settleMs: number;
  /** {@link Run.silenceMs}; ms. */
  readonly silenceMs: number;
  /** Time until Lambda ends the run; ms. */
  readonly remainingMs: () => number;
  /** Lambda's request id; the run claims parts under it. */
  readonly requestId: string;
}

/**
 * Sends a batch of one of the two queues.
 *
 * A message that has to come again is hidden until its time, or put back on its queue as a new
 * copy. A message that was received more often than waiting explains is sent alone, after the
 * others, because earlier runs may have died of it.
 *
 * @returns the ids of exactly those messages that have to come again
 * @throws when the event does not come from SQS, or comes from a queue that the function does not
 * know; Lambda then keeps the whole batch
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const sendQueueBatch = async (
  event: unknown,
  context: QueueBatchContext,
): Promise<BatchAnswer> => {
  const records = readQueueEvent(event);
  const queue = queueOf(context, records);
  const { clock, log } = context.ports;
  const results = await sendRecords(context, queue, records);
  const waiting = records.flatMap((record): readonly Waiting[] => {
    const result = results.get(record);
    if (result?.kind === 'done') return [];
    return [{ record, untilMs: result?.untilMs ?? clock.now() }];
  });
  const staying = await putBackWornOut(queue, waiting, context.ports);
  log('info', 'A batch is done.', {
    queue: nameOf(queue.arn),
    messages: records.length,
    putBack: waiting.length - staying.length,
    staying: staying.length,
  });
  await queue.postpone(
    staying.map(({ record, untilMs }) => ({ receiptHandle: record.receiptHandle, untilMs })),
  );
  return { batchItemFailures: staying.map(({ record }) => ({ itemIdentifier: record.messageId })) };
};

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const queueOf = ({ queues }: QueueBatchContext, records: readonly QueueRecord[]): SendingQueue => {
  const arn = records[0]?.eventSourceARN ?? '';
  const queue = queues.find((candidate) => candidate.arn === arn);
  if (queue === undefined)
    throw new Error(
      `The event source ${nameOf(arn)} is neither of the two queues that the function's variables name.`,
    );
  return queue;
};

/** Whether runs may have died of the message: it was received more often than waiting explains. */
const isSuspect = (record: QueueRecord): boolean => receivesOf(record) > renewedAtReceives;

/** Sends the ordinary records together, then each suspect alone. */
const sendRecords = async (
  { ports, requestId: owner, remainingMs, settleMs, silenceMs }: QueueBatchContext,
  { lane, arn }: SendingQueue,
  records: readonly QueueRecord[],
): Promise<ReadonlyMap<QueueRecord, RecordResult | undefined>> => {
  const run: Run = { owner, remainingMs, settleMs, silenceMs };
  const toQueued = (record: QueueRecord): QueuedRecord =>
    toQueuedRecord(record, { queue: nameOf(arn), nowMs: ports.clock.now() });
  const arrivalOf = (record: QueueRecord): number => copyOf(toQueued(record));
  const send = async (some: readonly QueueRecord[]): Promise<readonly RecordResult[]> => {
    const isFull = some.length >= transactionalBatch;
    const batch = { lane, records: some.map(toQueued), isFull };
    return some.length === 0 ? [] : sendBatch(ports, run, batch);
  };
  // SQS delivers in any order. Where the slots do not suffice for all, the oldest message goes
  // first.
  const ordinary = records
    .filter((record) => !isSuspect(record))
    .toSorted((one, other) => arrivalOf(one) - arrivalOf(other));
  const suspects = records.filter(isSuspect);
  const ordinaryResults = await send(ordinary);
  const suspectResults = await sendAlone(
    ports,
    run,
    suspects.map((record) => ({
      copyId: record.messageId,
      record: toQueued(record),
      send: async () => (await send([record]))[0],
    })),
  );
  return new Map([
    ...ordinary.map((record, index) => [record, ordinaryResults[index]] as const),
    ...suspects.map((record, index) => [record, suspectResults[index]] as const),
  ]);
};
