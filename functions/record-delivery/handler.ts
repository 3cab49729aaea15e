import { recordQueueBatch } from '../../shared/feedback/record-queue-batch.ts';
import { feedbackPorts } from '../../shared/lambda/feedback-ports.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';

/** Called with batches of the feedback queue: every event but bounces and complaints; see docs/feedback.md. */
export const handler = lambdaHandler((event) => recordQueueBatch(event, feedbackPorts()));
