import { type Refusal, refuse } from './refusal.ts';
import { type WireLimits, wireLimits } from './wire-limits.ts';

export type ReadBody =
  | { readonly kind: 'body'; readonly value: Readonly<Record<string, unknown>> }
  | Refusal;

/** Reads a body of API v2: one JSON object, or nothing. Null members count as absent. */
export const readJsonBody = (body: string, limits: WireLimits = wireLimits): ReadBody => {
  if (body.length > limits.bodyBytes) return unreadable('The request is too large.');
  if (body === '') return { kind: 'body', value: {} };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return unreadable('The body is not JSON.');
  }
  if (!isStructure(value)) return unreadable('The body is not a JSON object.');
  const budget = { values: limits.values };
  const kept = withoutNulls(value, limits.depth, budget);
  return kept === undefined
    ? unreadable(
        `A request is nested at most ${limits.depth} deep and holds at most ${limits.values} values.`,
      )
    : { kind: 'body', value: kept };
};

const unreadable = (problem: string): Refusal => refuse('SerializationException', problem);

const isStructure = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value without null members; undefined when it exceeds the limits. */
const withoutNulls = (
  structure: Readonly<Record<string, unknown>>,
  depth: number,
  budget: { values: number },
): Readonly<Record<string, unknown>> | undefined => {
  const kept: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(structure)) {
    if (inner === null) continue;
    const value = within(inner, depth - 1, budget);
    if (value === undefined) return undefined;
    kept.push([name, value]);
  }
  return Object.fromEntries(kept);
};

const within = (value: unknown, depth: number, budget: { values: number }): unknown => {
  budget.values -= 1;
  if (depth < 0 || budget.values < 0) return undefined;
  if (isStructure(value)) return withoutNulls(value, depth, budget);
  if (!Array.isArray(value)) return value;
  const members: unknown[] = [];
  for (const member of value) {
    const kept = within(member, depth - 1, budget);
    if (kept === undefined) return undefined;
    members.push(kept);
  }
  return members;
};
