import { recordNotification } from '../../shared/feedback/record-notification.ts';
import { feedbackPorts } from '../../shared/feedback/wiring.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';

/**
 * Called by SNS for each bounce; see docs/feedback.md for what it causes and what happens when it
 * fails.
 */
export const handler = lambdaHandler((event) => recordNotification(event, feedbackPorts()));
