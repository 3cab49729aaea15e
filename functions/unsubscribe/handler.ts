import { handle, type LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod/mini';
import { lambdaHandler } from '../../shared/lambda/lambda-handler.ts';
import { withWholePath } from '../../shared/lambda/with-whole-path.ts';
import { readSubjects, readWaitingMails } from './received-mail.ts';
import { takeMail, takeWaitingMails } from './take-mail.ts';
import { unsubscribeOfContainer } from './wiring.ts';

/** Whatever API Gateway hands over; hono reads it. */
const requestEvent = z.custom<LambdaEvent>(
  (event) => typeof event === 'object' && event !== null && 'requestContext' in event,
);

/** Handler of the pages behind unsubscribe links, and of mail that leaves: docs/unsubscribe.md. */
export const handler = lambdaHandler<unknown>((event) => {
  const { app, ports } = unsubscribeOfContainer();
  const subjects = readSubjects(event);
  if (subjects !== undefined) return takeMail(subjects, ports);
  const waiting = readWaitingMails(event);
  return waiting === undefined
    ? handle(app)(withWholePath(requestEvent.parse(event)))
    : takeWaitingMails(waiting, ports);
});
