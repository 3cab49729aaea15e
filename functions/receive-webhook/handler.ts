import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { webhookPorts } from './wiring.ts';

/**
 * Handler of the HTTP API: one call for each message that SNS posts. docs/webhook.md says which
 * messages it accepts and what it answers.
 */
export const handler = lambdaHandler((event) => receiveWebhook(event, webhookPorts()));
