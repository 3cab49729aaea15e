/**
 * Reasons for suppressing an address, strongest first, which is the order in which they are shown.
 * Any one of them stops mail.
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
 * One reason for not sending to an address.
 *
 * Its key is `address`, `scope` and `reason`: reasons stand side by side, so that removing one
 * leaves the others in force. The scope is `*` (all tenants), `tenant#<id>`, or
 * `tenant#<id>#stream#<stream>`.
 */
export interface SuppressionEntry {
  /** Canonical: no display name, NFC, lower case, domain in punycode. */
  readonly address: string;
  readonly scope: string;
  readonly reason: SuppressionReason;
  /**
   * SES's reason, such as `Permanent/General` or `abuse`; for an operator's entry, the operator's
   * reason.
   */
  readonly detail: string;
  /** Origin: the event's id, or `operator:<name>`. */
  readonly source: string;
  /** Operator who entered it; undefined when an event did. */
  readonly by?: string | undefined;
  /** Time of the cause; epoch ms. */
  readonly sinceMs: number;
  /** End, epoch ms; undefined means for ever. */
  readonly expiresAtMs: number | undefined;
}
