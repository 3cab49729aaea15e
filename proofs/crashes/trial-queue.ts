import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { type QueuePollerOptions, startQueuePoller } from '../../local/triggers/queue-poller.ts';
import type { Lab } from './crash-lab.ts';

/** A queue of one trial. */
export interface TrialQueue {
  readonly url: string;
  readonly arn: string;
}

/** Creates the queue of a trial, with its messages. */
export const makeTrialQueue = async (
  { endpoints, sqs }: Lab,
  trial: string,
  bodies: readonly string[],
  visibilitySeconds: number,
): Promise<TrialQueue> => {
  const { region, accountId } = endpoints;
  const name = `bench-${trial}`;
  const url = `${endpoints.sqs}/${accountId}/${name}`;
  await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
  await putBacklog(sqs, url, bodies);
  return { url, arn: `arn:aws:sqs:${region}:${accountId}:${name}` };
};

const countMessages = async ({ sqs }: Lab, { url }: TrialQueue): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages) +
    Number(Attributes.ApproximateNumberOfMessagesNotVisible) +
    Number(Attributes.ApproximateNumberOfMessagesDelayed)
  );
};

/**
 * Delivers the queue's messages to a function, as Lambda does, until it is empty or the time is up.
 *
 * @returns number of messages that were still on it, delayed ones included
 */
export const drainTrialQueue = async (
  lab: Lab,
  queue: TrialQueue,
  invoke: QueuePollerOptions['invoke'],
  atMostMs: number,
): Promise<number> => {
  const { sqs, endpoints } = lab;
  const poller = startQueuePoller({
    sqs,
    queueUrl: queue.url,
    queueArn: queue.arn,
    region: endpoints.region,
    settings: {
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 1,
      reportsItemFailures: true,
    },
    invoke,
    onProblem: () => undefined,
    waitSeconds: 1,
  });
  const isEmpty = async (): Promise<boolean> =>
    (await countMessages(lab, queue)) === 0 && poller.counts().runningInvocations === 0;
  try {
    await waitUntil(isEmpty, { everyMs: 300, atMostMs });
  } finally {
    await poller.stop(1_000);
  }
  return countMessages(lab, queue);
};

/** Deletes the queue of a trial, with what is left on it. */
export const deleteTrialQueue = async ({ sqs }: Lab, { url }: TrialQueue): Promise<void> => {
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
};
