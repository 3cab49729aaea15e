import { handle, type LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod/mini';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { withWholePath } from '../../shared/lambda/with-whole-path.ts';
import { apiOfContainer } from './wiring.ts';

/** Whatever API Gateway hands over; hono reads it. */
const requestEvent = z.custom<LambdaEvent>(
  (event) => typeof event === 'object' && event !== null && 'requestContext' in event,
);

/**
 * Handler of the HTTP API of tenants: docs/api.md. API Gateway calls it once for each request, in
 * format 2.0.
 */
export const handler = lambdaHandler((event) =>
  handle(apiOfContainer())(withWholePath(requestEvent.parse(event))),
);
