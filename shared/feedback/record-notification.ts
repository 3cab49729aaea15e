import type { FeedbackPorts } from './feedback-batch.ts';
import { recordEvents } from './record-events.ts';

/**
 * Feedback of an SNS notification is not, or only partly, recorded. Lambda must retry the
 * notification.
 */
export class FeedbackNotRecorded extends Error {
  override readonly name = 'FeedbackNotRecorded';
}

/**
 * Records an SNS notification that invoked a function directly.
 *
 * SNS has no partial answer, so any failure throws: Lambda retries the event twice, then sends it
 * to the dead-letter queue.
 *
 * @param event - the Lambda event, in any envelope
 * @throws FeedbackNotRecorded when something could not be understood or recorded
 */
export const recordNotification = async (event: unknown, ports: FeedbackPorts): Promise<void> => {
  const failed = await recordEvents([{ id: 'notification', content: event }], ports);
  if (failed.length > 0)
    throw new FeedbackNotRecorded('The notification is not recorded; the log says why.');
};
