import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Visibility timeout while the queue is read; s. */
const HIDDEN_SECONDS = 30;

/** Most messages that SQS returns, and changes, in one request. */
const SQS_BATCH = 10;

/** Reads all messages of a queue and makes them visible again at once. */
export const peekQueue = async (sqs: SQSClient, QueueUrl: string): Promise<readonly Message[]> => {
  const messages = await receiveAll(sqs, QueueUrl);
  const handles = messages.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []);
  for (let from = 0; from < handles.length; from += SQS_BATCH) {
    const Entries = handles
      .slice(from, from + SQS_BATCH)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  return messages;
};

const receiveAll = async (sqs: SQSClient, QueueUrl: string): Promise<readonly Message[]> => {
  const found = new Map<string, Message>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: SQS_BATCH,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return [...found.values()];
    for (const message of Messages) found.set(message.MessageId ?? '', message);
  }
};
