import type * as z from 'zod';
import { type Refusal, refuse } from './refusal.ts';

/** The two protocols: form and XML of v1, REST with JSON of v2. */
export type Protocol = 'query' | 'rest';

export type ReadInput<Schema extends z.ZodType> =
  | { readonly kind: 'read'; readonly input: z.output<Schema> }
  | Refusal;

/**
 * Reads the input of a call by its members, or refuses it with SES's text. Unknown members are
 * ignored, as SES does in both protocols.
 */
export const readMembers = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  protocol: Protocol,
): ReadInput<Schema> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { kind: 'read', input: parsed.data };
  const { issues } = parsed.error;
  const unreadable = issues.find(isOfWrongType);
  return unreadable === undefined
    ? invalid(issues.slice(0, maxProblems).map((issue) => problemOf(issue, protocol)))
    : refuse(
        protocol === 'query' ? 'MalformedInput' : 'SerializationException',
        `${unreadable.path.join('.') || 'The body'} must be ${expectedBy(unreadable)}.`,
      );
};

type Issue = z.core.$ZodIssue;

/** Most problems named in one answer. */
const maxProblems = 10;

const isMissing = (issue: Issue): boolean => issue.input === undefined;

const isOfWrongType = (issue: Issue): boolean =>
  !isMissing(issue) && (issue.code === 'invalid_type' || issue.code === 'custom');

const expectedBy = (issue: Issue): string => {
  if (issue.code === 'custom') return issue.message;
  return issue.code === 'invalid_type' ? `of the type ${issue.expected}` : 'readable';
};

const invalid = (problems: readonly string[]): Refusal =>
  refuse(
    'ValidationError',
    `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`,
  );

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A path as SES's texts show it, without list indexes: `deliveryOptions.tlsPolicy`. */
const shownPath = (path: readonly PropertyKey[]): string =>
  path
    .filter((part) => typeof part === 'string')
    .map(lowerFirst)
    .join('.');

/** Text of a problem; v1 shows the value, v2 does not. */
const problemOf = (issue: Issue, protocol: Protocol): string => {
  const isListed = typeof issue.path.at(-1) === 'number';
  const constraint = isListed
    ? `Member must satisfy constraint: [${constraintOf(issue)}]`
    : constraintOf(issue);
  const value = protocol === 'query' ? `${shownValue(issue, isListed)} ` : '';
  return `Value ${value}at '${shownPath(issue.path)}' failed to satisfy constraint: ${constraint}`;
};

const shownValue = ({ input }: Issue, isListed: boolean): string => {
  if (input === undefined) return 'null';
  const text = typeof input === 'string' ? input.slice(0, 100) : '';
  return isListed ? `'[${text}]'` : `'${text}'`;
};

const constraintOf = (issue: Issue): string => {
  if (isMissing(issue)) return 'Member must not be null';
  switch (issue.code) {
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern?.replace(/^\/|\/$/g, '') ?? issue.format}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `Member must have length less than or equal to ${issue.maximum}`
        : `Member must have value less than or equal to ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `Member must have length greater than or equal to ${issue.minimum}`
        : `Member must have value greater than or equal to ${issue.minimum}`;
    default:
      return issue.message;
  }
};
