import type { HttpAnswer } from './http-answer.ts';
import { type Refusal, suspendedAccount } from './refusal.ts';

/** Writes the answer of an operation of the v2 API, with its body as JSON. */
export const writeRestResult = (body: unknown, requestId: string): HttpAnswer =>
  json(200, body, { 'x-amzn-requestid': requestId });

/** Writes a refusal; the error's name is in the header `x-amzn-errortype`. */
export const writeRestError = (refusal: Refusal, requestId: string): HttpAnswer => {
  const [name, status] = restErrorOf(refusal);
  return json(
    status,
    { message: refusal.message },
    { 'x-amzn-requestid': requestId, 'x-amzn-errortype': name },
  );
};

const restErrorOf = (refusal: Refusal): readonly [name: string, status: number] =>
  refusal.code === suspendedAccount.code && refusal.message === suspendedAccount.message
    ? ['AccountSuspendedException', 400]
    : (restErrors.get(refusal.code) ?? ['BadRequestException', 400]);

/** Error name and status of v2, by the code of v1. */
const restErrors: ReadonlyMap<string, readonly [name: string, status: number]> = new Map([
  ['Throttling', ['TooManyRequestsException', 429]],
  ['MessageRejected', ['MessageRejected', 400]],
  ['AccountSendingPausedException', ['SendingPausedException', 400]],
  ['ConfigurationSetSendingPausedException', ['SendingPausedException', 400]],
  ['SendingPausedException', ['SendingPausedException', 400]],
  ['MailFromDomainNotVerifiedException', ['MailFromDomainNotVerifiedException', 400]],
  ['ConfigurationSetDoesNotExist', ['NotFoundException', 404]],
  ['EventDestinationDoesNotExist', ['NotFoundException', 404]],
  ['TemplateDoesNotExist', ['NotFoundException', 404]],
  ['NotFound', ['NotFoundException', 404]],
  ['AlreadyExists', ['AlreadyExistsException', 400]],
  ['ConfigurationSetAlreadyExists', ['AlreadyExistsException', 400]],
  ['EventDestinationAlreadyExists', ['AlreadyExistsException', 400]],
  ['LimitExceeded', ['LimitExceededException', 400]],
  ['AccessDenied', ['AccessDeniedException', 403]],
  ['InvalidNextToken', ['InvalidNextTokenException', 400]],
  ['SerializationException', ['SerializationException', 400]],
  ['UnknownOperation', ['UnknownOperationException', 404]],
  ['MissingAuthenticationToken', ['MissingAuthenticationTokenException', 403]],
  ['InvalidClientTokenId', ['UnrecognizedClientException', 403]],
  ['IncompleteSignature', ['IncompleteSignatureException', 403]],
  ['SignatureDoesNotMatch', ['InvalidSignatureException', 403]],
  ['ServiceUnavailable', ['ServiceUnavailableException', 503]],
  ['InternalFailure', ['InternalServiceErrorException', 500]],
]);

const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): HttpAnswer => ({
  status,
  contentType: 'application/json',
  headers,
  body: JSON.stringify(body),
});
