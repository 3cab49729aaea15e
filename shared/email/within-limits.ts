import { messageLimits } from './message-limits.ts';

type Json = Readonly<Record<string, unknown>>;

/** A message cut to its limits, and the reasons where it exceeded them. */
export interface WithinLimits {
  readonly message: Json;
  readonly reasons: readonly string[];
}

/** Most members of a list or an object of the message. */
const mostMembers: Readonly<Record<string, number>> = {
  replyTo: messageLimits.replyTo,
  attachments: messageLimits.attachments,
  headers: messageLimits.headers,
  tags: messageLimits.tags,
};

/** Counted together by another rule, which only has to see that there are too many. */
const recipientLists = ['to', 'cc', 'bcc'];

/**
 * Cuts lists and objects with too many members before any member is looked at, so that a message
 * cannot cause more work than its limits allow.
 */
export const withinLimits = (message: Json): WithinLimits => {
  const within: Record<string, unknown> = { ...message };
  const reasons: string[] = [];
  for (const [name, most] of Object.entries(mostMembers)) {
    const members = cut(message[name], most);
    if (members === undefined) continue;
    within[name] = members;
    reasons.push(`${name}: are more than ${most}; use fewer`);
  }
  for (const name of recipientLists) {
    const members = cut(message[name], messageLimits.recipients + 1);
    if (members !== undefined) within[name] = members;
  }
  return { message: within, reasons };
};

const sizeOf = (value: object): number =>
  Array.isArray(value) ? value.length : Object.keys(value).length;

const first = (value: object, count: number): unknown =>
  Array.isArray(value)
    ? value.slice(0, count)
    : Object.fromEntries(Object.entries(value).slice(0, count));

/** The field cut to `most` members; undefined when it is within them. */
const cut = (value: unknown, most: number): unknown =>
  typeof value === 'object' && value !== null && sizeOf(value) > most
    ? first(value, most)
    : undefined;
