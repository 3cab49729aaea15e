import type { TellUnreadable } from '../system/unreadable-item.ts';

/** A mail of which events came, and whose sender no tenant or several tenants claim. */
export interface UnassignedMail {
  /** Under the tenant `unassigned`. */
  readonly messageId: string;
  /** Time at which its first event was recorded; epoch ms. */
  readonly firstSeenAtMs: number;
  /** Undefined when its events state no sender. */
  readonly senderDomain: string | undefined;
  /** Tenants that claim its sender; empty when none does. */
  readonly disputedBy: readonly string[];
}

/** Where a mail stands in the list. */
export type UnassignedPlace = Pick<UnassignedMail, 'messageId' | 'firstSeenAtMs'>;

/**
 * Lists unassigned mail, newest first. Rejects when the table cannot be reached.
 *
 * @param after - place after which the list begins, also when the mail there is gone by now
 */
export type ListUnassigned = (
  tell: TellUnreadable,
  after?: UnassignedPlace,
) => AsyncIterable<UnassignedMail>;
