import * as z from 'zod/mini';

/**
 * Size limit of a body; bytes. Room for the 256 KiB of an SNS message with each byte escaped as
 * `\u00xx`, and for its envelope. SNS sends nothing longer.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const longestBody = 6 * 262_144 + 32_768;

/** Why a request cannot come from SNS; decided before its body is parsed. */
export type RequestRefusal =
  | 'method'
  | 'raw-delivery'
  | 'content-type'
  | 'too-long'
  | 'not-utf-8'
  | 'no-body';

export type ReadRequest =
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'refused'; readonly why: RequestRefusal };

/**
 * Event of API Gateway's HTTP APIs.
 *
 * @see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
const requestSchema = z.object({
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  headers: z._default(z.record(z.string(), z.catch(z.string(), '')), {}),
  body: z.string(),
  isBase64Encoded: z._default(z.boolean(), false),
});

/**
 * Accepted content types: `text/plain`, SNS's default, and `application/json`, to which a
 * subscription can be set.
 */
const contentType = /^(?:text\/plain|application\/json)\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;

/** Reads the body of an API Gateway event, plain or base64. Never throws. */
export const readRequest = (event: unknown): ReadRequest => {
  const parsed = z.safeParse(requestSchema, event);
  if (!parsed.success) return refused('no-body');
  const { requestContext, headers, body, isBase64Encoded } = parsed.data;
  const header = (name: string): string =>
    Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  if (requestContext.http.method !== 'POST') return refused('method');
  if (header('x-amz-sns-rawdelivery').toLowerCase() === 'true') return refused('raw-delivery');
  if (!contentType.test(header('content-type').trim())) return refused('content-type');
  // Checked before decoding: base64 takes four characters for three bytes, and a character takes at
  // least one byte of UTF-8. The exact limit is checked on the bytes.
  if (body.length > (isBase64Encoded ? Math.ceil(longestBody / 3) * 4 : longestBody))
    return refused('too-long');
  return decode(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
};

const refused = (why: RequestRefusal): ReadRequest => ({ kind: 'refused', why });

const decode = (bytes: Uint8Array): ReadRequest => {
  if (bytes.byteLength > longestBody) return refused('too-long');
  try {
    return { kind: 'body', body: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refused('not-utf-8');
  }
};
