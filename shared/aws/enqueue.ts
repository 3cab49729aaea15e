import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

const entriesPerBatch = 10;
/** Of one message, and of a batch in all. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const queueLimitBytes = 1_048_576;

/** What SQS said to one message. */
export type Enqueued = { readonly kind: 'queued'; readonly sqsMessageId: string } | { readonly kind: 'refused'; readonly code: string };

/** Puts bodies on a queue in their order, and answers for each. */
export type Enqueue = (bodies: readonly string[]) => Promise<readonly Enqueued[]>;

/** Parts the bodies into batches that SQS takes: at most 10 messages, and 1 MiB in all. A body above that has a batch of its own. */
export const toBatches = (bodies: readonly string[]): readonly (readonly string[])[] => {
  const batches: string[][] = [];
  let roomBytes = 0;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body, 'utf8');
    const last = batches.at(-1);
    if (last === undefined || last.length === entriesPerBatch || bytes > roomBytes) {
      batches.push([body]);
      roomBytes = queueLimitBytes - bytes;
    } else {
      last.push(body);
      roomBytes -= bytes;
    }
  }
  return batches;
};

/** Messages that SQS does not take, because of their size or their characters, are answered `refused`; it rejects when SQS is out of reach. */
export const enqueueTo =
  (client: SQSClient, queueUrl: string): Enqueue =>
  async (bodies) => {
    const answers: Enqueued[] = [];
    for (const batch of toBatches(bodies)) {
      if (batch.some((body) => Buffer.byteLength(body, 'utf8') > queueLimitBytes)) {
        answers.push({ kind: 'refused', code: 'BatchRequestTooLong' });
        continue;
      }
      const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Successful = [], Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const taken = new Map(Successful.map(({ Id, MessageId }) => [Id, MessageId]));
      const refused = new Map(Failed.map(({ Id, Code }) => [Id, Code]));
      for (const { Id } of Entries) {
        const sqsMessageId = taken.get(Id);
        answers.push(
          sqsMessageId === undefined ? { kind: 'refused', code: refused.get(Id) ?? 'Unknown' } : { kind: 'queued', sqsMessageId },
        );
      }
    }
    return answers;
  };
