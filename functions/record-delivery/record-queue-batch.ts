import * as z from 'zod/mini';
import type { FeedbackPorts } from '../../shared/feedback/feedback-batch.ts';
import { recordEvents } from '../../shared/feedback/record-events.ts';
import type { BatchAnswer } from '../../shared/system/batch-answer.ts';

const noAttributes = { ApproximateReceiveCount: 1 };

/**
 * Receives of an event up to which it comes again for a pipeline event that could not be published.
 * More would write a backlog again and again while a topic is down.
 */
const mostReceivesToPublish = 3;

const batchSchema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string().check(z.minLength(1)),
      body: z.string(),
      attributes: z.catch(z.object({ ApproximateReceiveCount: z.coerce.number() }), noAttributes),
    }),
  ),
});

/**
 * The event is not a batch of SQS messages. It has no ids to report as failed, so the whole event
 * fails.
 */
class NotAQueueBatch extends Error {
  override readonly name = 'NotAQueueBatch';
}

/**
 * Records a batch of events that Lambda received from an SQS queue.
 *
 * Only ids of the batch are reported: one foreign id makes Lambda treat the whole batch as failed.
 *
 * @throws NotAQueueBatch when a record has no id or no body
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const recordQueueBatch = async (
  event: unknown,
  ports: FeedbackPorts,
): Promise<BatchAnswer> => {
  const batch = z.safeParse(batchSchema, event);
  if (!batch.success)
    throw new NotAQueueBatch('Every record of a batch needs a messageId and a body.');
  const { Records: records } = batch.data;
  const failed = new Set(
    await recordEvents(
      records.map(({ messageId, body, attributes }) => ({
        id: messageId,
        content: body,
        isWornOut: attributes.ApproximateReceiveCount >= mostReceivesToPublish,
      })),
      ports,
    ),
  );
  return {
    batchItemFailures: records
      .filter((_, index) => failed.has(index))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
};
