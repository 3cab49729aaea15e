/**
 * What an Idempotency-Key can be: printable ASCII but `%`, for Lambda's adapter writes any other
 * character of a header with `%`, and the key would be another one.
 *
 * @see RFC 9110 section 5.5
 */
const key = '[!-$&-~](?:[ -$&-~]{0,254}[!-$&-~])?';

const form = new RegExp(`^${key}$`);

/** The header as it is described: blanks around it are no part of it, and an empty one is none. */
export const idempotencyHeaderPattern = `^[ \\t]*(?:${key})?[ \\t]*$`;

export const isIdempotencyKey = (text: string): boolean => form.test(text);

export const notAKey =
  'Idempotency-Key: has more than 256 characters, or others than printable ASCII without %; use one for each mail';
