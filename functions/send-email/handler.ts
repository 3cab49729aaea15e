import { isStartedAhead } from '../../shared/lambda/environment.ts';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { rehearseSending } from '../../shared/lambda/rehearse-sending.ts';
import { sendingOfContainer } from '../../shared/lambda/sending-ports.ts';
import { sendQueueBatch } from '../../shared/sending/send-queue-batch.ts';

if (isStartedAhead()) await rehearseSending();

/** Called with batches of the transactional and of the bulk queue. */
export const handler = lambdaHandler((event, invocation) =>
  sendQueueBatch(event, { ...sendingOfContainer(), ...invocation }),
);
