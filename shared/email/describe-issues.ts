import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * Describes zod's issues in words: one reason per problem, with its path and what to do.
 *
 * @param body - the parsed input, to distinguish a missing field from a wrong one; none of its
 * values is repeated
 */
export const describeIssues = (
  issues: readonly Issue[],
  body: unknown,
  whole = 'message',
): readonly string[] => issues.flatMap((issue) => describeIssue(issue, { body, whole }, []));

/** Whether a member's name may be shown. An address in the place of a name must not be. */
const isShowable = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name);

/** A path as reasons show it: `to[2]`, `attachments[0].content`, `headers.X-Campaign`. */
export const describePath = (path: Path, whole = 'message'): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = isShowable(String(step)) ? String(step) : '(a name not shown)';
    return text === '' ? name : `${text}.${name}`;
  }, '') || whole;

/** What was parsed, and what it is called as a whole. */
interface Given {
  readonly body: unknown;
  readonly whole: string;
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    value,
  );

/** The branch of a union that was meant: the one whose type fits. */
const meantBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined =>
  branches.find(
    (issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  );

const describeIssue = (issue: Issue, given: Given, base: Path): readonly string[] => {
  const path = [...base, ...issue.path];
  const at = describePath(path, given.whole);
  if (
    (issue.code === 'invalid_type' || issue.code === 'invalid_union') &&
    valueAt(given.body, path) === undefined
  )
    return [`${at}: is missing; add it`];
  switch (issue.code) {
    case 'invalid_type':
      return [`${at}: must be ${typeNames[issue.expected] ?? issue.expected}`];
    case 'invalid_value':
      return [`${at}: must be one of ${issue.values.map(String).join(', ')}`];
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) =>
          `${describePath([...path, key])}: is not a field of a ${given.whole}; remove it or correct its name`,
      );
    case 'invalid_key':
      return issue.issues.map((inner) => `${at}: ${inner.message}`);
    case 'invalid_union':
      return (
        meantBranch(issue.errors)?.flatMap((inner) => describeIssue(inner, given, path)) ?? [
          `${at}: must be text like jane@example.com, or an object with name and address`,
        ]
      );
    default:
      return [`${at}: ${issue.message}`];
  }
};
