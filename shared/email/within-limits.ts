import { messageLimits } from './message-limits.ts';

type Json = Readonly<Record<string, unknown>>;

/** A message cut to what is looked at, and what was wrong with its size. */
export interface WithinLimits {
  readonly message: Json;
  readonly reasons: readonly string[];
}

/** Members that a list or an object of the message may have. */
const mostMembers: Readonly<Record<string, number>> = {
  replyTo: messageLimits.replyTo,
  attachments: messageLimits.attachments,
  headers: messageLimits.headers,
  tags: messageLimits.tags,
};

/** Counted together by a rule of their own, which only has to see that they are too many. */
const recipientLists = ['to', 'cc', 'bcc'];

/**
 * Cuts what has too many members before any of them is looked at, so that a message cannot make
 * more work than its limits allow.
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

/** A field of more members cut to so many; undefined when it need not be. */
const cut = (value: unknown, most: number): unknown =>
  typeof value === 'object' && value !== null && sizeOf(value) > most
    ? first(value, most)
    : undefined;
