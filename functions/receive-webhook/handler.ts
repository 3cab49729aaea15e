import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { webhookPorts } from './wiring.ts';

/**
 * Called by the HTTP API for each message that SNS posts; see docs/webhook.md for whom it believes
 * and what it answers.
 */
export const handler = lambdaHandler((event) => receiveWebhook(event, webhookPorts()));
