import * as z from 'zod/mini';
import type { Lane } from '../email/streams.ts';
import type { LedgerMemory } from '../pacing/pace.ts';
import type { Postpone } from '../ports.ts';
import { type SendBatchPorts, sendBatch } from './send-batch.ts';

/** What Lambda hands over from SQS, as far as it is used. */
const queueEvent = z.looseObject({
  Records: z
    .array(
      z.looseObject({
        messageId: z.string().check(z.minLength(1)),
        receiptHandle: z.string(),
        body: z.string(),
        eventSourceARN: z.string(),
      }),
    )
    .check(z.minLength(1)),
});

/** Names of the messages that stay in the queue, as Lambda wants them. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A queue that the sender reads. */
export interface SendingQueue {
  readonly lane: Lane;
  readonly arn: string;
  readonly postpone: Postpone;
}

export interface QueueBatchContext {
  readonly ports: SendBatchPorts;
  readonly queues: readonly SendingQueue[];
  /** What this container knows of the ledger. */
  readonly memory: LedgerMemory;
  readonly settleMs: number;
  /** When Lambda ends the run; epoch ms. */
  readonly deadlineMs: number;
  /** Names the run. */
  readonly requestId: string;
}

/** The batch size of the event sources: a batch of this many means that more are waiting. */
const fullBatch = 10;
/** A call to SES may take 10 s, and what became of it has to be written. */
const lastSendBeforeEndMs = 12_000;
/** Clocks of machines differ a little; a claim must not end while its run may still be sending. */
const leaseBeyondEndMs = 2_000;

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/**
 * Sends a batch of one of the two queues.
 *
 * @returns exactly the messages that have to come again
 * @throws when the event is none of SQS's, or comes from a queue that the function does not know; Lambda then keeps the whole batch
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const sendQueueBatch = async (event: unknown, context: QueueBatchContext): Promise<BatchAnswer> => {
  const { Records: records } = queueEvent.parse(event);
  const arn = records[0]?.eventSourceARN ?? '';
  const queue = context.queues.find((candidate) => candidate.arn === arn);
  if (queue === undefined)
    throw new Error(`The function does not know the queue ${nameOf(arn)}: its variables name two queues, and this is neither.`);

  const results = await sendBatch(
    context.ports,
    { owner: context.requestId, leaseUntilMs: context.deadlineMs + leaseBeyondEndMs, settleMs: context.settleMs },
    context.memory,
    {
      lane: queue.lane,
      records: records.map(({ messageId, body }) => ({ sqsMessageId: messageId, body, queue: nameOf(arn) })),
      isFull: records.length >= fullBatch,
      lastSendMs: context.deadlineMs - lastSendBeforeEndMs,
    },
  );

  const waiting = records.flatMap((record, index) => {
    const result = results[index];
    return result?.kind === 'done' ? [] : [{ record, untilMs: result?.untilMs ?? context.ports.clock.now() }];
  });
  await queue.postpone(waiting.map(({ record, untilMs }) => ({ receiptHandle: record.receiptHandle, untilMs })));
  return { batchItemFailures: waiting.map(({ record }) => ({ itemIdentifier: record.messageId })) };
};
