import * as z from 'zod/mini';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import type { DoorRequest } from './door-request.ts';

/** A request in API Gateway's format 2.0, as far as it is read. Names of headers are in lower case. */
const requestEvent = z.object({
  rawPath: z.string(),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.optional(z.string()),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

/**
 * The request of an event of API Gateway.
 *
 * @throws when it is no such event
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const readRequest = (event: unknown): DoorRequest => {
  const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } =
    requestEvent.parse(event);
  return {
    method: requestContext.http.method,
    path: rawPath,
    query: rawQueryString,
    headers,
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
};

/** An answer as API Gateway takes it from a function. */
export const toResponse = ({ status, contentType, headers, body }: HttpAnswer) => ({
  statusCode: status,
  headers: { ...headers, 'content-type': contentType },
  body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
  isBase64Encoded: typeof body !== 'string',
});
