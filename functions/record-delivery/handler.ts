import { feedbackPorts } from '../../shared/feedback/wiring.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { recordQueueBatch } from './record-queue-batch.ts';

/**
 * Called with batches of the feedback queue: every event but bounces and complaints; see
 * docs/feedback.md.
 */
export const handler = lambdaHandler((event) => recordQueueBatch(event, feedbackPorts()));
