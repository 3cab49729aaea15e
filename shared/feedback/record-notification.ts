import type { FeedbackPorts } from './feedback-batch.ts';
import { recordEvents } from './record-events.ts';

/**
 * Feedback that was handed over in one piece is not, or not wholly, recorded: hand it over again.
 */
export class FeedbackNotRecorded extends Error {
  override readonly name = 'FeedbackNotRecorded';
}

/**
 * Records what SNS handed straight to a function.
 *
 * There is no way to answer for a part, so any failure throws: Lambda hands the event over twice
 * more, then to the dead-letter queue.
 *
 * @param event - the Lambda event, in any envelope
 * @throws FeedbackNotRecorded when something could not be understood or recorded
 */
export const recordNotification = async (event: unknown, ports: FeedbackPorts): Promise<void> => {
  const failed = await recordEvents([{ id: 'notification', content: event }], ports);
  if (failed.length > 0)
    throw new FeedbackNotRecorded('The notification is not recorded; the log says why.');
};
