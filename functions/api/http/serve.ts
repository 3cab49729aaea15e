import type { HonoRequest } from 'hono';
import { withoutAddresses } from '../../../shared/privacy/without-addresses.ts';
import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import { storeFailureOf } from '../../../shared/system/store-failure.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { tenantIdForm } from '../../../shared/tenants/names.ts';
import { mayDo, type Principal } from '../auth/roles.ts';
import type { ApiPorts } from '../ports.ts';
import { readBody } from './body.ts';
import { isIdempotencyKey, notAKey } from './idempotency-key.ts';
import { conflict, failed, forbidden, invalid, unauthorized, unavailable } from './problem.ts';
import { problemResponse, toResponse } from './response.ts';
import type { Answer, Route } from './route.ts';

/**
 * Answers one request: who calls, what they may do, then what they sent. Each step is done only
 * when the one before has let the request through.
 */
export const serve = async (
  route: Route,
  request: HonoRequest,
  ports: ApiPorts,
): Promise<Response> => {
  const verified = await ports.verifyToken(request.header('authorization'));
  if (verified.kind === 'unreachable') {
    ports.log('error', 'The keys of the issuer of tokens cannot be fetched.', {
      cause: verified.code,
    });
    return problemResponse(unavailable);
  }
  if (verified.kind === 'unknown') return problemResponse(unauthorized);
  const { principal } = verified;
  const tenantId = tenantOf(route, request, principal);
  if (!tenantIdForm.test(tenantId) || !mayDo(principal, route.right, tenantId))
    return problemResponse(forbidden);
  const idempotencyKey = request.header('idempotency-key') || undefined;
  if (idempotencyKey !== undefined && !isIdempotencyKey(idempotencyKey))
    return problemResponse(invalid([notAKey]));
  const body = await readBody(route, request);
  if (body.kind === 'problem') return problemResponse(body);
  const names: Readonly<Record<string, string>> = request.param();
  const { tenantId: _, ...path } = names;
  const answer = await settle(ports, () =>
    route.answer(
      tenantId,
      {
        ...{ principal, path, query: request.query(), body: body.value },
        idempotencyKey,
      },
      ports,
    ),
  );
  audit(ports, route, { principal, tenantId, answer });
  return toResponse(answer);
};

const tenantOf = (route: Route, request: HonoRequest, { tenantId }: Principal): string =>
  route.place === 'tenant' ? (request.param('tenantId') ?? '') : (tenantId ?? 'default');

/** An answer also where a table does not give one. */
const settle = async (ports: ApiPorts, work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableItem) return conflict(error.message);
    if (error instanceof SecretFailure) return answerToSecret(error);
    const { kind, code } = storeFailureOf(error);
    ports.log('error', 'A request of the API could not be answered.', { cause: code });
    return kind === 'unreachable' ? unavailable : failed;
  }
};

/** A key that is absent or refuses needs a person; one that does not answer, another try. */
const answerToSecret = ({ kind, message }: SecretFailure): Answer =>
  kind === 'unreachable' ? unavailable : conflict(message);

/** Who changed what of whom, and when; no value of it. */
const audit = (
  { log }: ApiPorts,
  { operationId, right, method }: Route,
  {
    principal,
    tenantId,
    answer,
  }: { readonly principal: Principal; readonly tenantId: string; readonly answer: Answer },
): void => {
  // Mail has a timeline of its own.
  if (method === 'get' || right === 'view' || right === 'send' || answer.status >= 400) return;
  log('info', 'Audit: a change through the API.', {
    ...{
      operation: operationId,
      tenantId,
      by: withoutAddresses(principal.subject),
      roles: principal.roles.join(' '),
    },
  });
};
