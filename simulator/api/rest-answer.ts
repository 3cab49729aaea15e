import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from './api-call.ts';
import { type Refusal, suspendedAccount } from './refusal.ts';

/** Answer of one operation: the body, or a refusal. */
export type RestAnswer = { readonly kind: 'done'; readonly body: unknown } | Refusal;

export const done = (body: unknown = {}): RestAnswer => ({ kind: 'done', body });

/** Writes the answer of an operation, with its body as JSON. */
export const writeRestAnswer = (answer: RestAnswer): HttpAnswer =>
  answer.kind === 'refused' ? writeRestError(answer) : json(200, answer.body);

/** Writes a refusal; the error's name is in the header `x-amzn-errortype`. */
export const writeRestError = (refusal: Refusal): HttpAnswer => {
  const [name, status] = restErrorOf(refusal);
  return json(status, { message: refusal.message }, { 'x-amzn-errortype': name });
};

const restErrorOf = (refusal: Refusal): readonly [name: string, status: number] =>
  refusal === suspendedAccount
    ? ['AccountSuspendedException', 400]
    : (restErrors[refusal.code] ?? ['BadRequestException', 400]);

/** v2's name and status for what v1 calls by this code. */
const restErrors: Readonly<Record<string, readonly [name: string, status: number]>> = {
  Throttling: ['TooManyRequestsException', 429],
  MessageRejected: ['MessageRejected', 400],
  AccountSendingPausedException: ['SendingPausedException', 400],
  ConfigurationSetSendingPausedException: ['SendingPausedException', 400],
  MailFromDomainNotVerifiedException: ['MailFromDomainNotVerifiedException', 400],
  ConfigurationSetDoesNotExist: ['NotFoundException', 404],
  TemplateDoesNotExist: ['NotFoundException', 404],
  AlreadyExists: ['AlreadyExistsException', 400],
  LimitExceeded: ['LimitExceededException', 400],
  SendingPausedException: ['SendingPausedException', 400],
  AccessDenied: ['AccessDeniedException', 403],
  NotFound: ['NotFoundException', 404],
  InvalidNextToken: ['InvalidNextTokenException', 400],
  UnknownOperation: ['UnknownOperationException', 404],
  MissingAuthenticationToken: ['MissingAuthenticationTokenException', 403],
  InternalFailure: ['InternalServiceErrorException', 500],
};

const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  contentType: 'application/json',
  headers: { 'x-amzn-requestid': randomUUID(), ...headers },
  body: JSON.stringify(body),
});
