import { handle, type LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod/mini';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { withWholePath } from '../../shared/lambda/with-whole-path.ts';
import { unsubscribeOfContainer } from './wiring.ts';

/** Whatever API Gateway hands over; hono reads it. */
const requestEvent = z.custom<LambdaEvent>(
  (event) => typeof event === 'object' && event !== null && 'requestContext' in event,
);

/** Handler of the pages behind unsubscribe links: docs/unsubscribe.md. */
export const handler = lambdaHandler((event) =>
  handle(unsubscribeOfContainer())(withWholePath(requestEvent.parse(event))),
);
