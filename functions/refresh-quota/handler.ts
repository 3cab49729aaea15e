import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { quotaPorts } from '../../shared/lambda/quota-ports.ts';
import { refreshQuota } from '../../shared/pacing/refresh-quota.ts';

/** Called each minute by the schedule. */
export const handler = lambdaHandler(async () => {
  await refreshQuota(quotaPorts());
});
