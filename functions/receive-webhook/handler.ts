import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { webhookPorts } from '../../shared/lambda/webhook-ports.ts';
import { receiveWebhook } from '../../shared/webhook/receive-webhook.ts';

/** Called by the HTTP API for each message that SNS posts; see docs/webhook.md for whom it believes and what it answers. */
export const handler = lambdaHandler((event) => receiveWebhook(event, webhookPorts()));
