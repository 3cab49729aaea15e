import { recordNotification } from '../../shared/feedback/record-notification.ts';
import { feedbackPorts } from '../../shared/feedback/wiring.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';

/**
 * Handler of the SNS subscription for complaints: one call per complaint. docs/feedback.md says
 * what a complaint causes and what happens when recording fails.
 */
export const handler = lambdaHandler((event) => recordNotification(event, feedbackPorts()));
