import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { keepMessages } from './keep-messages.ts';
import { keepPorts } from './wiring.ts';

/** Runs once an hour, called by the schedule in serverless.yml; see docs/dead-letters.md. */
export const handler = lambdaHandler((_event, { remainingMs }) =>
  keepMessages(keepPorts(), remainingMs),
);
