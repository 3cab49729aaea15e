/** What a POST asks for. */
export type Wish =
  | { readonly kind: 'leave' }
  | { readonly kind: 'return' }
  /** Mail of these streams is welcome, and of no others that the page offers. */
  | { readonly kind: 'choose'; readonly streams: ReadonlySet<unknown> };

/** Bytes of the longest form: more than any mail program and our pages send. */
export const longestForm = 8_192;

/**
 * Reads a form: `List-Unsubscribe=One-Click` of a mail program, or one of our pages.
 *
 * @returns undefined when it is neither; then nothing is changed
 * @see RFC 8058 section 3.2
 */
export const readForm = (fields: Readonly<Record<string, unknown>>): Wish | undefined => {
  if (fields['List-Unsubscribe'] === 'One-Click') return { kind: 'leave' };
  switch (fields.action) {
    case 'leave':
    case 'return':
      return { kind: fields.action };
    case 'choose':
      return { kind: 'choose', streams: new Set([fields.stream ?? []].flat()) };
    default:
      return undefined;
  }
};
