import { notificationTypes } from '../account/identities.ts';
import type { CallMembers, MemberKind } from './call-members.ts';
import { invalidParameter, type Refusal, refuse } from './refusal.ts';

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A path as SES's texts write it: `deliveryOptions.tlsPolicy`. */
const shownPath = (path: string): string =>
  path.replaceAll('[]', '').split('.').map(lowerFirst).join('.');

const notOneOf = (path: string, value: string, values: readonly string[]): Refusal => {
  const allowed = `Member must satisfy enum value set: [${values.join(', ')}]`;
  const isListed = path.endsWith('[]');
  return refuse(
    'ValidationError',
    `1 validation error detected: Value '${isListed ? `[${value}]` : value}' at '${shownPath(path)}' failed to satisfy constraint: ${
      isListed ? `Member must satisfy constraint: [${allowed}]` : allowed
    }`,
  );
};

/** Not in the form of the other enumerations, but SES's own words. */
export const invalidNotificationType = (text: string): Refusal =>
  invalidParameter(
    `Invalid notification type: ${text}. Valid values are: ${notificationTypes.join(', ')}.`,
  );

const notAmong = (path: string, value: string, values: readonly string[]): Refusal => {
  if (path === 'NotificationType') return invalidNotificationType(value);
  return path.endsWith('.Charset')
    ? invalidParameter(`The simulator writes UTF-8 alone: ${path} must be UTF-8 or absent.`)
    : notOneOf(path, value, values);
};

const refusalOf = (path: string, value: string, member: MemberKind): Refusal | undefined => {
  switch (member.kind) {
    case 'text':
    // Whoever reads a time says what is wrong with it.
    case 'timestamp':
      return undefined;
    case 'boolean':
      return /^(?:true|false)$/i.test(value)
        ? undefined
        : refuse('MalformedInput', `${path} must be true or false.`);
    case 'integer':
      return /^-?\d{1,9}$/.test(value)
        ? undefined
        : refuse('MalformedInput', `${path} must be a whole number.`);
    case 'one-of':
      return member.values.includes(value) ? undefined : notAmong(path, value, member.values);
    case 'not-simulated':
      return invalidParameter(
        `The simulator does not simulate ${path}: leave it out, or try it with SES itself.`,
      );
    default:
      return member satisfies never;
  }
};

/** The kind of the member, or of one that holds it. */
const memberAt = (members: CallMembers, path: string): MemberKind | undefined => {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const member = members.get(at);
    if (member !== undefined)
      return at === path || member.kind === 'not-simulated' ? member : undefined;
  }
  return undefined;
};

/**
 * Why the call is refused for one of its members, if it is: a value that SES does not know, or a
 * member that SES has and the simulator has not. Members that SES does not have are passed over, as
 * SES does in both of its protocols.
 *
 * @param values - path and value; `[]` for the place in a list
 */
export const checkMembers = (
  members: CallMembers | undefined,
  values: Iterable<readonly [path: string, value: string]>,
): Refusal | undefined => {
  if (members === undefined) return undefined;
  for (const [path, value] of values) {
    const member = memberAt(members, path);
    const refusal = member && refusalOf(path, value, member);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

/** Paths and values of a JSON body. */
export function* valuesWithin(
  value: unknown,
  path = '',
): Generator<readonly [path: string, value: string]> {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) for (const item of value) yield* valuesWithin(item, `${path}[]`);
  else if (typeof value === 'object')
    for (const [name, inner] of Object.entries(value))
      yield* valuesWithin(inner, path === '' ? name : `${path}.${name}`);
  else yield [path, String(value)];
}
