/** Characters of an Idempotency-Key at most. */
const longestKey = 256;

/**
 * What an Idempotency-Key can be: characters that every client and server reads alike. Spaces at its
 * ends are no part of a header's value, and other characters have no agreed form in one.
 *
 * @see RFC 9110 section 5.5
 */
export const idempotencyKeyForm = /^[!-~](?:[ -~]{0,254}[!-~])?$/;

export const isIdempotencyKey = (text: string): boolean => idempotencyKeyForm.test(text);

export const notAKey = `Idempotency-Key: has none, more than ${longestKey}, or other than printable ASCII characters; use one for each mail`;
