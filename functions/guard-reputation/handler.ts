import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { guardReputation } from './guard-reputation.ts';
import { heedEvent, isSendingStatusEvent } from './sending-status-event.ts';
import { guardWiring } from './wiring.ts';

/**
 * Runs every five minutes, called by the schedule in serverless.yml, and when SES tells that the
 * status of an SES tenant has changed; see docs/reputation.md.
 */
export const handler = lambdaHandler((event, { remainingMs }) => {
  const { ports, own } = guardWiring();
  return isSendingStatusEvent(event)
    ? heedEvent(ports, event, own)
    : guardReputation(ports, remainingMs);
});
