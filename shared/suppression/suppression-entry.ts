/** Why an address is suppressed, strongest first: a weaker reason never replaces a stronger one. */
export const suppressionReasons = ['operator', 'complaint', 'bounce', 'unsubscribe', 'account-list', 'soft-bounce'] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/**
 * One row of the suppressions table.
 *
 * Keyed by `address` and `scope`: `*` (all tenants), `tenant#<id>`, or `tenant#<id>#stream#<stream>`.
 */
export interface SuppressionEntry {
  /** Canonical: no display name, NFC, lower case, domain in punycode. */
  readonly address: string;
  readonly scope: string;
  readonly reason: SuppressionReason;
  /** What SES said, like `Permanent/General` or `abuse`; for an operator's entry a word of theirs. */
  readonly detail: string;
  /** Where it came from: the event's id, or `operator:<name>`. */
  readonly source: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  /** Epoch milliseconds after which it no longer counts; undefined for ever. */
  readonly expiresAtMs: number | undefined;
}
