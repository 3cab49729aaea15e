import { guardPorts } from '../../shared/lambda/guard-ports.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { guardReputation } from '../../shared/reputation/guard-reputation.ts';

/** Called every five minutes by the schedule; see docs/reputation.md. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  guardReputation(guardPorts(), remainingMs),
);
