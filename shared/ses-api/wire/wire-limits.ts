/**
 * Bounds of a request, checked before the work that they limit. SES's own are narrower where it has
 * any: 50 recipients, 50 entries of a bulk.
 */
export interface WireLimits {
  readonly bodyBytes: number;
  /** Values in one request, those of all its lists together. */
  readonly values: number;
  /** How many structures and lists may stand in one another. */
  readonly depth: number;
  /** Members of one list. */
  readonly listMembers: number;
  /** Characters of one name, with those of the structures around it. */
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
