/**
 * Why an address is suppressed, strongest first: the order in which a person is told. Any one of
 * them stops mail by itself.
 */
export const suppressionReasons = [
  'operator',
  'complaint',
  'bounce',
  'unsubscribe',
  'account-list',
  'validation',
  'soft-bounce',
] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/**
 * One reason for which an address is not written to.
 *
 * Kept by `address`, `scope` and `reason`: reasons stand side by side, so that taking one away
 * uncovers the others. The scope is `*` (all tenants), `tenant#<id>`, or
 * `tenant#<id>#stream#<stream>`.
 */
export interface SuppressionEntry {
  /** Canonical: no display name, NFC, lower case, domain in punycode. */
  readonly address: string;
  readonly scope: string;
  readonly reason: SuppressionReason;
  /**
   * What SES said, like `Permanent/General` or `abuse`; for an operator's entry why they made it.
   */
  readonly detail: string;
  /** Where it came from: the event's id, or `operator:<name>`. */
  readonly source: string;
  /** Who entered it by hand; undefined when an event did. */
  readonly by?: string | undefined;
  /** When it happened; epoch milliseconds. */
  readonly sinceMs: number;
  /** Epoch milliseconds after which it no longer counts; undefined for ever. */
  readonly expiresAtMs: number | undefined;
}
