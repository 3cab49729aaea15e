import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LyingMessage, MessageAttribute } from '../../retention/lying-message.ts';
import type { RetainedQueue, SourceQueue } from '../../retention/ports.ts';
import { mapInBatches } from '../../system/map-in-batches.ts';
import { queueSize } from './queue-size.ts';

/**
 * Visibility timeout; seconds. It exceeds a run, so that the run sees each message once. After a
 * kill, messages stay hidden this long.
 */
const hiddenSeconds = 120;
/** SQS's longest delay, so that a run does not see its own copies; seconds. */
const delaySeconds = 900;
const entriesPerBatch = 10;

/** A queue whose messages are walked through. */
export const retainedQueue = (client: SQSClient, url: string, name: string): RetainedQueue => ({
  name,
  size: queueSize(client, url),
  receive: async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: entriesPerBatch,
        VisibilityTimeout: hiddenSeconds,
        // Long polling, because short polling asks only some of the queue's servers and may miss
        // messages.
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages.flatMap((message) =>
      message.ReceiptHandle === undefined ? [] : [toMessage(message, message.ReceiptHandle)],
    );
  },
  remove: async (receiptHandle) => {
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
  },
  show: async (receiptHandles) => {
    const batches = Array.from(
      { length: Math.ceil(receiptHandles.length / entriesPerBatch) },
      (_, index) => receiptHandles.slice(index * entriesPerBatch, (index + 1) * entriesPerBatch),
    );
    await mapInBatches(batches, async (batch) => {
      const Entries = batch.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await client
        .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }))
        .catch(() => undefined);
    });
  },
});

const toAttribute = ({
  DataType = 'String',
  StringValue,
  BinaryValue,
}: MessageAttributeValue): MessageAttribute => ({
  type: DataType,
  value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64'),
});

const fromAttribute = ({ type, value }: MessageAttribute): MessageAttributeValue =>
  type.startsWith('Binary')
    ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
    : { DataType: type, StringValue: value };

const toMessage = (
  { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} }: Message,
  receiptHandle: string,
): LyingMessage => ({
  sqsMessageId: MessageId,
  body: Body,
  attributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, value]) => [name, toAttribute(value)]),
  ),
  group: Attributes.MessageGroupId,
  sourceArn: Attributes.DeadLetterQueueSourceArn,
  sentAtMs: Number(Attributes.SentTimestamp ?? 0),
  receives: Number(Attributes.ApproximateReceiveCount ?? 1),
  receiptHandle,
});

/** Puts copies of messages on the queue. */
export const putAgainOn =
  (client: SQSClient, url: string): SourceQueue['putAgain'] =>
  async (body, attributes, group) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: body,
        ...(group === undefined ? {} : { MessageGroupId: group }),
        DelaySeconds: delaySeconds,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]),
        ),
      }),
    );
  };
