import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { quotaPorts } from '../../shared/lambda/quota-ports.ts';
import { refreshAccounts } from '../../shared/pacing/refresh-accounts.ts';

/** Called each minute by the schedule. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  refreshAccounts(quotaPorts(), remainingMs),
);
