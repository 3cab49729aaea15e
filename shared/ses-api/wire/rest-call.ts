import { readJsonBody } from './json-body.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { RestName } from './rest-calls.ts';
import { type RestRoute, restRoutes } from './rest-routes.ts';

/** A request to the v2 API. */
export interface RestRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly url: string;
  readonly body: string;
}

/** The call that a request makes, with its members together: of path, query and body. */
export type ReadRestCall =
  | {
      readonly kind: 'call';
      readonly name: RestName;
      readonly members: Readonly<Record<string, unknown>>;
    }
  | Refusal;

const unknownOperation = refuse('UnknownOperation', 'There is no such operation here.');

/** The name of the call, and its members as they came. */
export const readRestCall = ({ method, url, body }: RestRequest): ReadRestCall => {
  const [path = '', query = ''] = url.split('?');
  for (const route of restRoutes) {
    const inPath = route.method === method ? pathMembers(route, path) : undefined;
    if (inPath === undefined) continue;
    const read = method === 'GET' ? readJsonBody('') : readJsonBody(body);
    if (read.kind === 'refused') return read;
    const members = { ...read.value, ...queryMembers(query), ...inPath };
    return { kind: 'call', name: route.name, members };
  }
  return unknownOperation;
};

const base = '/v2/email/';

/** Members in the path; undefined where it is not that of the route. */
const pathMembers = (
  route: RestRoute,
  path: string,
): Readonly<Record<string, string>> | undefined => {
  if (!path.startsWith(base)) return undefined;
  const given = path.slice(base.length).split('/');
  const wanted = route.path.split('/');
  if (given.length !== wanted.length) return undefined;
  const members: [string, string][] = [];
  for (const [index, part] of wanted.entries()) {
    const value = decoded(given[index] ?? '');
    const member = /^\{(\w+)\}$/.exec(part)?.[1];
    if (value === undefined || (member === undefined && value !== part)) return undefined;
    if (member !== undefined) members.push([member, value]);
  }
  return Object.fromEntries(members);
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** A list in the query repeats its name in the singular; there is but one. */
const queryMembers = (query: string): Readonly<Record<string, unknown>> => {
  const given = new URLSearchParams(query);
  const reasons = given.getAll('Reason');
  given.delete('Reason');
  return { ...Object.fromEntries(given), ...(reasons.length === 0 ? {} : { Reasons: reasons }) };
};
