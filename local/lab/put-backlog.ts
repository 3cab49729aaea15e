import type { SQSClient } from '@aws-sdk/client-sqs';
import { enqueueTo } from '../../shared/aws/queues/enqueue.ts';
import { random, systemClock } from '../../shared/system/clock.ts';

/**
 * Puts bodies on a queue.
 *
 * @throws Error when the queue refuses a message
 */
export const putBacklog = async (
  sqs: SQSClient,
  queueUrl: string,
  bodies: readonly string[],
): Promise<void> => {
  const answers = await enqueueTo(sqs, queueUrl, { clock: systemClock, random })(bodies);
  const refused = answers.find((answer) => answer.kind === 'refused');
  if (refused !== undefined)
    throw new Error(`The queue refuses a message of the bench (${refused.code}).`);
};
