import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PollCounts } from './poll-counts.ts';
import { type SqsRecord, toSqsRecord } from './sqs-event.ts';

/** Most messages that SQS returns, and deletes, in one request. */
export const SQS_BATCH = 10;

/** Receiver of one queue. */
export interface QueueReceiver {
  /**
   * One receive.
   *
   * @param most - number of requested messages; at most ten are returned
   * @param waitSeconds - long polling
   */
  readonly receive: (most: number, waitSeconds: number) => Promise<readonly SqsRecord[]>;
  /**
   * Makes several short receives at once. A failing one does not lose the messages of the others.
   */
  readonly receiveAtOnce: (most: number) => Promise<readonly SqsRecord[]>;
}

export interface QueueReceiverOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly counts: PollCounts;
  /** Aborts receives in progress. */
  readonly stopped: AbortSignal;
}

export const createQueueReceiver = (options: QueueReceiverOptions): QueueReceiver => {
  const { sqs, queueUrl, queueArn, region, counts, stopped } = options;

  const receive = async (most: number, waitSeconds: number): Promise<readonly SqsRecord[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(SQS_BATCH, most),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: stopped },
    );
    counts.received += Messages.length;
    return Messages.map((message) => toSqsRecord(message, queueArn, region));
  };

  const receiveAtOnce = async (most: number): Promise<readonly SqsRecord[]> => {
    const sizes = Array.from({ length: Math.ceil(most / SQS_BATCH) }, (_, at) =>
      Math.min(SQS_BATCH, most - at * SQS_BATCH),
    );
    const answers = await Promise.allSettled(sizes.map((size) => receive(size, 0)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };

  return { receive, receiveAtOnce };
};
