import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { guardReputation } from './guard-reputation.ts';
import { guardPorts } from './wiring.ts';

/** Called every five minutes by the schedule; see docs/reputation.md. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  guardReputation(guardPorts(), remainingMs),
);
