import * as z from 'zod/mini';
import type { FeedbackPorts } from '../../shared/feedback/feedback-batch.ts';
import { recordEvents } from '../../shared/feedback/record-events.ts';

/** Lambda's answer for a batch of SQS messages: these come again, the others are deleted. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const batchSchema = z.object({
  Records: z.array(z.object({ messageId: z.string().check(z.minLength(1)), body: z.string() })),
});

/**
 * The event is no batch of SQS messages, so that there is nothing to name as failed: the whole of
 * it has to fail.
 */
class NotAQueueBatch extends Error {
  override readonly name = 'NotAQueueBatch';
}

/**
 * Records a batch that Lambda took from an SQS queue.
 *
 * Only identifiers that were in the batch are ever answered: one foreign identifier makes Lambda
 * take the whole batch for failed.
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
      records.map(({ messageId, body }) => ({ id: messageId, content: body })),
      ports,
    ),
  );
  return {
    batchItemFailures: records
      .filter((_, index) => failed.has(index))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
};
