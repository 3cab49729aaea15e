import type { SQSClient } from '@aws-sdk/client-sqs';
import { enqueueTo } from '../../shared/aws/enqueue.ts';

/** Requests at a time. */
const hands = 8;

/**
 * Puts bodies on a queue, several requests at a time.
 *
 * @throws Error when the queue does not take one
 */
export const putBacklog = async (sqs: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> => {
  const enqueue = enqueueTo(sqs, queueUrl);
  const size = Math.max(10, Math.ceil(bodies.length / hands / 10) * 10);
  const parts = Array.from({ length: Math.ceil(bodies.length / size) }, (_, index) => bodies.slice(index * size, (index + 1) * size));
  const answers = (await Promise.all(parts.map(enqueue))).flat();
  const refused = answers.find((answer) => answer.kind === 'refused');
  if (refused !== undefined) throw new Error(`The queue does not take a message of the bench (${refused.code}).`);
};
