import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { answer } from './answer.ts';
import { readRequest, toResponse } from './http-event.ts';
import { doorOfContainer } from './wiring.ts';

/** Handler of the endpoint that speaks SES: docs/doors.md. API Gateway calls it for each request. */
export const handler = lambdaHandler(async (event) => {
  const door = doorOfContainer();
  return toResponse(await answer(door, readRequest(event)));
});
