import { apiProblems } from '../../../shared/remedies/told/api-problems.ts';

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

type Name = keyof typeof apiProblems;

/** A problem with the title, and unless told otherwise the remedy, of the table of errors. */
const problem = (
  status: number,
  name: Name,
  { detail = apiProblems[name].remedy, ...more }: Partial<Details> = {},
): Problem => ({ kind: 'problem', status, name, title: apiProblems[name].title, detail, ...more });

type Details = Pick<Problem, 'detail' | 'errors' | 'headers'>;

/** One answer for every token that is not good, so that nobody learns why. */
export const unauthorized = problem(401, 'unauthorized', {
  headers: { 'www-authenticate': 'Bearer' },
});

/** One answer for every tenant that is not the caller's, whether it exists or not. */
export const forbidden = problem(403, 'forbidden');

/** A tenant asks for other limits than it has. */
export const limitsForbidden = (names: readonly string[]): Problem =>
  problem(403, 'forbidden', {
    detail: `Only an operator changes how much a tenant may send: leave ${names.join(' and ')} as GET shows it.`,
  });

/** A tenant names senders that are not its own. */
export const sendersForbidden = (problems: readonly string[]): Problem =>
  problem(403, 'forbidden', { detail: apiProblems.invalid.remedy, errors: problems });

export const notFound = (detail: string): Problem => problem(404, 'not-found', { detail });

export const noSuchPath = problem(404, 'not-found');

export const methodNotAllowed = (allow: string): Problem =>
  problem(405, 'method-not-allowed', { detail: `This path takes ${allow}.`, headers: { allow } });

export const notJson = problem(415, 'not-json');

export const tooLarge = problem(413, 'too-large');

/** The request is not as the operation wants it. */
export const invalid = (errors: readonly string[]): Problem => problem(400, 'invalid', { errors });

/** The request is well-formed, and cannot be done as things stand. */
export const conflict = (detail: string): Problem => problem(409, 'conflict', { detail });

/** Several attempts to write met the writes of others. */
export const changedByOthers = problem(409, 'conflict');

/** As much of this work is under way as may be at once. */
export const busy = (retryAfterSeconds: number): Problem =>
  problem(429, 'busy', { headers: { 'retry-after': String(retryAfterSeconds) } });

/** Something behind the API does not answer; the request may be repeated. */
export const unavailable = problem(503, 'unavailable', { headers: { 'retry-after': '5' } });

export const failed = problem(500, 'failed');

const typePrefix = 'urn:ses-pipeline:problem:';

/** @see RFC 9457 section 3 */
export const problemBody = ({ name, title, status, detail, errors }: Problem) => ({
  type: `${typePrefix}${name}`,
  title,
  status,
  detail,
  ...(errors === undefined ? {} : { errors }),
});
