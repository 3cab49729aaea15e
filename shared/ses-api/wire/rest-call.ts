import { TrieRouter } from 'hono/router/trie-router';
import { readJsonBody } from './json-body.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { RestName } from './rest-calls.ts';
import { restRoutes } from './rest-routes.ts';

/** A request to the v2 API. */
export interface RestRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly url: string;
  readonly body: string;
}

/** The call of a request, with the members of path, query and body together. */
export type ReadRestCall =
  | {
      readonly kind: 'call';
      readonly name: RestName;
      readonly members: Readonly<Record<string, unknown>>;
    }
  | Refusal;

const unknownOperation = refuse('UnknownOperation', 'There is no such operation here.');

const base = '/v2/email/';

const router = new TrieRouter<RestName>();
for (const { method, path, name } of restRoutes)
  router.add(method, `${base}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, name);

/** Reads the name of the call, and its members as they came. */
export const readRestCall = ({ method, url, body }: RestRequest): ReadRestCall => {
  const [path = '', query = ''] = url.split('?');
  const [matches] = router.match(method, path);
  const [name, segments] = matches[0] ?? [];
  const inPath = pathMembers(segments ?? {});
  if (name === undefined || inPath === undefined) return unknownOperation;
  const read = method === 'GET' ? readJsonBody('') : readJsonBody(body);
  if (read.kind === 'refused') return read;
  return { kind: 'call', name, members: { ...read.value, ...queryMembers(query), ...inPath } };
};

/** Members in the path, decoded; undefined when one is not valid percent-encoding. */
const pathMembers = (
  segments: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string>> | undefined => {
  const members = Object.entries(segments).map(
    ([name, segment]) => [name, decoded(String(segment))] as const,
  );
  return members.some(([, value]) => value === undefined)
    ? undefined
    : Object.fromEntries(members.map(([name, value]) => [name, value ?? '']));
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Members in the query. A list repeats its name in the singular; there is only one such list. */
const queryMembers = (query: string): Readonly<Record<string, unknown>> => {
  const given = new URLSearchParams(query);
  const reasons = given.getAll('Reason');
  given.delete('Reason');
  return { ...Object.fromEntries(given), ...(reasons.length === 0 ? {} : { Reasons: reasons }) };
};
