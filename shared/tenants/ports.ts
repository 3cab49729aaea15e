/**
 * Who sends, through which account, and what of it is paused. Each rejects when the table cannot
 * be reached.
 */

import type { ReadFeedback } from '../feedback/ports.ts';
import type { LedgerStore } from '../pacing/ledger-store.ts';
import type { LedgerMemory } from '../pacing/ledger-view.ts';
import type { GetSendQuota } from '../pacing/ports.ts';
import type { SendMail } from '../ses-api/ports.ts';
import type { Pauses } from './pauses.ts';

/**
 * One SES account in one region, with what belongs to it alone: its rate, its quota, its way to
 * SES.
 */
export interface SendingAccount {
  /** `<account id>#<region>`. */
  readonly name: string;
  readonly ledger: LedgerStore;
  readonly getSendQuota: GetSendQuota;
  readonly sendMail: SendMail;
  /** Asked only when it is not known whether SES took a mail. */
  readonly readFeedback: ReadFeedback;
  /** What this worker knows of the ledger; kept from batch to batch. */
  readonly memory: LedgerMemory;
  /**
   * What SES called paused, `configuration-set/<name>` or `tenant/<name>` → until when (epoch ms)
   * this worker sends none of its mail.
   */
  readonly pausedAtSes: Map<string, number>;
}

/** A tenant, as far as sending goes. */
export interface SendingTenant {
  /** Its own, or the pipeline's. */
  readonly account: SendingAccount;
  readonly pauses: Pauses;
  /** SES tenant in this account that its mail belongs to; absent: none. */
  readonly sesTenant?: string | undefined;
}

/**
 * Finds what each of these tenants sends with, and what of its mail is paused: one answer for every
 * id that is asked for.
 */
export type FindTenants = (
  tenantIds: readonly string[],
) => Promise<ReadonlyMap<string, SendingTenant>>;

/**
 * Topics on which the events of a tenant come, as written in its item: they may be anything. Only
 * tenants that have some.
 */
export type ListTenantTopics = () => Promise<
  readonly { readonly tenantId: string; readonly topics: readonly string[] }[]
>;
