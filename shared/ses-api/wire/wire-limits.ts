/**
 * Bounds of a request, checked before the work that they limit. SES's own limits are narrower where
 * it has any: 50 recipients, 50 entries of a bulk.
 */
export interface WireLimits {
  readonly bodyBytes: number;
  /** Values in one request, list members included. */
  readonly values: number;
  /** Nesting depth of structures and lists. */
  readonly depth: number;
  /** Members of one list. */
  readonly listMembers: number;
  /** Characters of one name, with its enclosing structures. */
  readonly nameLength: number;
}

export const wireLimits: WireLimits = {
  // The largest message of v2 in base64, with a percent sign at every third character.
  bodyBytes: 64 * 1024 * 1024,
  values: 20_000,
  depth: 12,
  listMembers: 1_000,
  nameLength: 256,
};
