import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { refreshAccounts } from './refresh-accounts.ts';
import { quotaPorts } from './wiring.ts';

/** Runs once a minute, called by the schedule in serverless.yml. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  refreshAccounts(quotaPorts(), remainingMs),
);
