import { type Refusal, refuse } from './refusal.ts';
import { type WireLimits, wireLimits } from './wire-limits.ts';

/** Parameters of a call: structures dotted, lists as `Name.member.N`. */
export type QueryParameters = ReadonlyMap<string, string>;

/** A value of a call, as the form nests it; every leaf is text. */
export type FormValue =
  | string
  | readonly FormValue[]
  | { readonly [name: string]: FormValue | undefined };

export type ReadForm = { readonly kind: 'form'; readonly parameters: QueryParameters } | Refusal;

const decode = (text: string): string => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
};

const ampersand = 38;
const equalsSign = 61;

const malformed = (problem: string): Refusal => refuse('MalformedQueryString', problem, 404);

/**
 * Reads a form-encoded body. Each value is cut out of the bytes on its own: a slice of one long
 * string would keep all of it in memory for as long as a recorded message keeps the slice.
 */
export const readForm = (body: Buffer, limits: WireLimits = wireLimits): ReadForm => {
  if (body.length > limits.bodyBytes) return malformed('The request is too large.');
  const parameters = new Map<string, string>();
  try {
    for (let start = 0; start < body.length; ) {
      const ampersandAt = body.indexOf(ampersand, start);
      const end = ampersandAt === -1 ? body.length : ampersandAt;
      if (end > start) {
        if (parameters.size >= limits.values)
          return malformed(`A request holds at most ${limits.values} parameters.`);
        parameters.set(...readParameter(body, start, end, limits));
      }
      start = end + 1;
    }
    return { kind: 'form', parameters };
  } catch {
    return malformed('The query string contains a syntax error.');
  }
};

const readParameter = (
  body: Buffer,
  start: number,
  end: number,
  limits: WireLimits,
): readonly [name: string, value: string] => {
  // Searched only within the parameter: in a body of names without values each search would
  // otherwise run to its end.
  const equalsAt = body.subarray(start, end).indexOf(equalsSign);
  const nameEnd = equalsAt === -1 ? end : start + equalsAt;
  if (nameEnd - start > limits.nameLength) throw new RangeError('The name is too long.');
  const name = decode(body.toString('latin1', start, nameEnd));
  return [name, decode(body.toString('latin1', Math.min(nameEnd + 1, end), end))];
};

type Node = Map<string, Node | string>;

/** Nests dotted names into structures and lists, list members in their order. */
export const nestForm = (
  parameters: QueryParameters,
  limits: WireLimits = wireLimits,
): { readonly kind: 'nested'; readonly value: FormValue } | Refusal => {
  const root: Node = new Map();
  for (const [name, value] of parameters) {
    const parts = name.split('.');
    if (parts.length > 2 * limits.depth)
      return refuse('MalformedInput', 'The request is nested too deep.');
    if (!insert(root, parts, value))
      return refuse('MalformedInput', `Unexpected structure or value at ${parts[0]}.`);
  }
  return { kind: 'nested', value: nestedOf(root) };
};

/** Inserts a value; false when a value and a structure have the same name. */
const insert = (root: Node, parts: readonly string[], value: string): boolean => {
  let node = root;
  for (const part of parts.slice(0, -1)) {
    const inner: Node | string = node.get(part) ?? new Map();
    if (typeof inner === 'string') return false;
    node.set(part, inner);
    node = inner;
  }
  const last = parts.at(-1) ?? '';
  if (typeof node.get(last) === 'object') return false;
  node.set(last, value);
  return true;
};

const nestedOf = (node: Node | string): FormValue => {
  if (typeof node === 'string') return node;
  const members = node.size === 1 ? node.get('member') : undefined;
  if (typeof members === 'object' && members.keys().every((key) => /^\d{1,9}$/.test(key)))
    return [...members]
      .sort(([one], [other]) => Number(one) - Number(other))
      .map(([, member]) => nestedOf(member));
  return Object.fromEntries([...node].map(([name, inner]) => [name, nestedOf(inner)]));
};
