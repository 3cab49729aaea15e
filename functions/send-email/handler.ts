import { isStartedAhead } from '../../shared/lambda/environment.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { sendQueueBatch } from './send-queue-batch.ts';
import { warmUp } from './warm-up.ts';
import { sendingOfContainer } from './wiring.ts';

if (isStartedAhead()) await warmUp();

/** Takes batches of the transactional and of the bulk queue. */
export const handler = lambdaHandler((event, invocation) =>
  sendQueueBatch(event, { ...sendingOfContainer(), ...invocation }),
);
