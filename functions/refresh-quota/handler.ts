import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { refreshAccounts } from './refresh-accounts.ts';
import { quotaPorts } from './wiring.ts';

/** Called each minute by the schedule. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  refreshAccounts(quotaPorts(), remainingMs),
);
