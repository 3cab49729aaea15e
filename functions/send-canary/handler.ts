import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { sendCanary } from './send-canary.ts';
import { canaryPorts } from './wiring.ts';

/** Called by the schedule in infra/canary.yml, where there is one. */
export const handler = lambdaHandler(() => sendCanary(canaryPorts()));
