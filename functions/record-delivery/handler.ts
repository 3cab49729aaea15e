import { feedbackPorts } from '../../shared/feedback/wiring.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { recordQueueBatch } from './record-queue-batch.ts';

/**
 * Handler of the feedback queue: batches of all events except bounces and complaints. See
 * docs/feedback.md.
 */
export const handler = lambdaHandler((event) => recordQueueBatch(event, feedbackPorts()));
