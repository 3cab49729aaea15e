import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  paginateListQueues,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, Origin } from '../../dead-letters/dead-letter.ts';
import type { RedrivePorts } from '../../dead-letters/redrive.ts';
import type { DeadLetterQueue } from '../../dead-letters/walk-dead-letters.ts';
import { messageAttributes } from './message-attributes.ts';
import { queueUrl } from './queue-url.ts';

/**
 * Visibility timeout of a walk; seconds. A walk hides what it has seen; after a kill the dead
 * letters stay hidden this long.
 */
const hiddenSeconds = 120;
const entriesPerBatch = 10;

type PutOnOrigin = RedrivePorts['put'];

const ending = 'dead-letters';

const toDeadLetter = (
  queue: string,
  { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} }: Message,
): DeadLetter => ({
  queue,
  sqsMessageId: MessageId,
  body: Body,
  attributes: Object.fromEntries(
    Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
      StringValue === undefined ? [] : [[name, StringValue]],
    ),
  ),
  group: Attributes.MessageGroupId,
  sourceArn: Attributes.DeadLetterQueueSourceArn,
  sentAtMs: Number(Attributes.SentTimestamp ?? 0),
});

/** A dead-letter queue, by its URL. */
export const deadLetterQueue = (client: SQSClient, url: string, name: string): DeadLetterQueue => ({
  name,
  take: async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: entriesPerBatch,
        VisibilityTimeout: hiddenSeconds,
        // Long polling, because short polling asks only some of the queue's servers and may miss
        // dead letters.
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages.flatMap((message) =>
      message.ReceiptHandle === undefined
        ? []
        : [{ deadLetter: toDeadLetter(name, message), receiptHandle: message.ReceiptHandle }],
    );
  },
  putDown: async (receiptHandles) => {
    for (let from = 0; from < receiptHandles.length; from += entriesPerBatch) {
      const Entries = receiptHandles
        .slice(from, from + entriesPerBatch)
        .map((ReceiptHandle, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        }));
      await client
        .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }))
        .catch(() => undefined);
    }
  },
  remove: async (receiptHandle) => {
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
  },
});

/**
 * Names of a pipeline's dead-letter queues. Another stage's names may have the same beginning
 * (`dev`, `dev-2`).
 */
export const deadLetterQueueNames = (names: readonly string[]): readonly string[] => {
  const otherStages = names.flatMap((name) =>
    name.endsWith('-transactional') ? [name.slice(0, -'transactional'.length)] : [],
  );
  return names
    .filter((name) => name.endsWith(ending) && !otherStages.some((stage) => name.startsWith(stage)))
    .toSorted();
};

/**
 * Finds all dead-letter queues of a pipeline: those whose names have its prefix and end with
 * `dead-letters`.
 */
export const findDeadLetterQueues = async (
  client: SQSClient,
  queuePrefix: string,
): Promise<readonly DeadLetterQueue[]> => {
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client, pageSize: 1000 },
    { QueueNamePrefix: queuePrefix },
  ))
    urls.push(...QueueUrls);
  const urlOf = new Map(
    urls.map((url) => [url.slice(url.lastIndexOf('/') + 1 + queuePrefix.length), url]),
  );
  return deadLetterQueueNames([...urlOf.keys()]).flatMap((name) => {
    const url = urlOf.get(name);
    return url === undefined ? [] : [deadLetterQueue(client, url, name)];
  });
};

/** Puts a message on one of the pipeline's queues, by URL or name. */
export const putOn =
  (client: SQSClient, queues: Readonly<Record<Origin, string>>): PutOnOrigin =>
  async (origin, ...message) =>
    putAt(client, { ...queues, [origin]: await queueUrl(client, queues[origin]) })(
      origin,
      ...message,
    );

/** Puts a message on one of the pipeline's queues, by their URLs. */
export const putAt =
  (client: SQSClient, urls: Readonly<Record<Origin, string>>): PutOnOrigin =>
  async (origin, body, attributes, group) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: urls[origin],
        MessageBody: body,
        ...(group === undefined ? {} : { MessageGroupId: group }),
        MessageAttributes: messageAttributes(attributes),
      }),
    );
  };
