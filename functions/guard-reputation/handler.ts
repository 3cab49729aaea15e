import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { guardReputation } from './guard-reputation.ts';
import { guardPorts } from './wiring.ts';

/** Runs every five minutes, called by the schedule in serverless.yml; see docs/reputation.md. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  guardReputation(guardPorts(), remainingMs),
);
