/** A problem in the form of RFC 9457. */
export interface Problem {
  readonly kind: 'problem';
  readonly status: number;
  /** Name of the kind of problem, for programs; docs/api.md lists them. */
  readonly name: string;
  readonly title: string;
  /** What to do; nothing of the request's values. */
  readonly detail: string;
  /** Single faults of a request, each with its place and what to do. */
  readonly errors?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

const problem = (
  status: number,
  name: string,
  title: string,
  detail: string,
  more: Pick<Problem, 'errors' | 'headers'> = {},
): Problem => ({ kind: 'problem', status, name, title, detail, ...more });

/** One answer for every token that is not good, so that nobody learns why. */
export const unauthorized = problem(
  401,
  'unauthorized',
  'No valid token',
  'Send a valid token of the configured issuer in the header Authorization: Bearer ….',
  { headers: { 'www-authenticate': 'Bearer' } },
);

/** One answer for every tenant that is not the caller's, whether it exists or not. */
export const forbidden = problem(
  403,
  'forbidden',
  'Not allowed',
  'The roles of the token do not allow this for this tenant.',
);

/** A tenant asks for other limits than it has. */
export const limitsForbidden = (names: readonly string[]): Problem =>
  problem(
    403,
    'forbidden',
    'Not allowed',
    `Only an operator changes how much a tenant may send: leave ${names.join(' and ')} as GET shows it.`,
  );

/** A tenant names senders that are not its own. */
export const sendersForbidden = (problems: readonly string[]): Problem =>
  problem(403, 'forbidden', 'Not allowed', 'Correct what errors lists, and send it again.', {
    errors: problems,
  });

export const notFound = (detail: string): Problem => problem(404, 'not-found', 'Not found', detail);

export const noSuchPath = notFound('There is nothing at this path; see /openapi.json.');

export const methodNotAllowed = (allow: string): Problem =>
  problem(405, 'method-not-allowed', 'Method not allowed', `This path takes ${allow}.`, {
    headers: { allow },
  });

export const notJson = problem(
  415,
  'not-json',
  'Not JSON',
  'Send the body as application/json in UTF-8.',
);

export const tooLarge = problem(
  413,
  'too-large',
  'Too large',
  'The body is larger than this operation takes; see docs/api.md.',
);

/** The request is not as the operation wants it. */
export const invalid = (errors: readonly string[]): Problem =>
  problem(400, 'invalid', 'Not valid', 'Correct what errors lists, and send it again.', { errors });

/** The request is well-formed, and cannot be done as things stand. */
export const conflict = (detail: string): Problem =>
  problem(409, 'conflict', 'Not as things stand', detail);

/** Several attempts to write met the writes of others. */
export const changedByOthers = conflict(
  'Others change the settings of this tenant right now; send it again.',
);

/** As much of this work is under way as may be at once. */
export const busy = (retryAfterSeconds: number): Problem =>
  problem(
    429,
    'busy',
    'Too much at once',
    'As much of this work is under way as the API does at once. Send it again after the time in Retry-After.',
    { headers: { 'retry-after': String(retryAfterSeconds) } },
  );

/** Something behind the API does not answer; the request may be repeated. */
export const unavailable = problem(
  503,
  'unavailable',
  'Not now',
  'A service behind the API does not answer. Nothing is lost: send the request again.',
  { headers: { 'retry-after': '5' } },
);

export const failed = problem(
  500,
  'failed',
  'Failed',
  'The API failed at this request; its log has the reason under the request id.',
);

const typePrefix = 'urn:ses-pipeline:problem:';

/** @see RFC 9457 section 3 */
export const problemBody = ({ name, title, status, detail, errors }: Problem) => ({
  type: `${typePrefix}${name}`,
  title,
  status,
  detail,
  ...(errors === undefined ? {} : { errors }),
});
