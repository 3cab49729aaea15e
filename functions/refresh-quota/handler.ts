import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { publishPauses } from './publish-pauses.ts';
import { refreshAccounts } from './refresh-accounts.ts';
import { quotaPorts } from './wiring.ts';

/** Runs once a minute, called by the schedule in serverless.yml. */
export const handler = lambdaHandler(async (_event, { remainingMs }) => {
  const { accounts, pauses } = quotaPorts();
  await Promise.all([
    refreshAccounts(accounts, remainingMs),
    ...(pauses === undefined ? [] : [publishPauses(pauses)]),
  ]);
});
