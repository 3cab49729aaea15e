import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { writeQueryError } from '../../shared/ses-api/wire/query-answer.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { writeRestError } from '../../shared/ses-api/wire/rest-answer.ts';
import { answerCredentials } from './answer-credentials.ts';
import { answerQuery } from './answer-query.ts';
import { answerRest } from './answer-rest.ts';
import { verifySignature } from './auth/verify-signature.ts';
import type { DoorRequest } from './door-request.ts';
import type { SesDoorPorts } from './ports.ts';

/** For a passing failure: SDKs repeat the request, and the mail goes once. */
const unavailable = refuse(
  'ServiceUnavailable',
  'The request has failed due to a temporary failure of the server.',
  503,
);

const noSuchPath = refuse('InvalidAction', 'There is nothing at this path.', 404);

/**
 * Answers a request in SES's form: of API v1 (a form, answered in XML) at `/`, of API v2 (JSON)
 * below `/v2/`. Nothing of these requests is read before their signature holds. `/credentials` has no
 * signature of ours: it gives keys to programs of AWS roles.
 */
export const answer = async (ports: SesDoorPorts, request: DoorRequest): Promise<HttpAnswer> => {
  const isRest = request.path.startsWith('/v2/');
  const requestId = ports.newId();
  const refused = (refusal: Refusal): HttpAnswer =>
    isRest ? writeRestError(refusal, requestId) : writeQueryError(refusal, requestId);
  try {
    if (request.path === '/credentials') return await answerCredentials(ports, request);
    // A signature holds for `/.`, too, which is `/` in canonical form.
    if (!isRest && request.path !== '/') return refused(noSuchPath);
    const verified = await verifySignature(ports, request);
    if (verified.kind === 'refused') return refused(verified);
    const call = {
      sender: { key: verified.key, invocationId: invocationOf(request) },
      requestId,
    };
    return await (isRest ? answerRest : answerQuery)(ports, call, request);
  } catch (error) {
    ports.tellFailure(error);
    return refused(unavailable);
  }
};

/** Longest id that a client may give its request; characters. */
const longestId = 100;

/**
 * Id that SDKs of AWS give a request and repeat with each of its attempts.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const invocationOf = ({ headers }: DoorRequest): string | undefined => {
  const id = headers['amz-sdk-invocation-id'] ?? headers['aws-sdk-invocation-id'];
  return id === undefined || id === '' || id.length > longestId ? undefined : id;
};
