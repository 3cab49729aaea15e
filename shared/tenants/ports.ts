/**
 * Ports of the tenants: their SES accounts and their pauses. Each rejects when the table cannot be
 * reached.
 */

import type { Stream } from '../email/streams.ts';
import type { ReadFeedback } from '../feedback/ports.ts';
import type { LedgerStore } from '../pacing/ledger-store.ts';
import type { LedgerMemory } from '../pacing/ledger-view.ts';
import type { GetSendQuota } from '../pacing/ports.ts';
import type { SendJointly, SendMail } from '../ses-api/ports.ts';
import type { Provider } from './communication-config.ts';
import type { DescribedCredentials } from './credentials.ts';
import type { Pause, Pauses } from './pauses.ts';
import type { KeysWish } from './plan-keys.ts';
import type { Resume } from './resumes.ts';
import type { TenantSendingAccount } from './sending-account.ts';
import type { TenantSettings } from './settings.ts';

/** One SES account in one region, with its own rate, quota and client. */
export interface SendingAccount {
  /** `<account id>#<region>`. */
  readonly name: string;
  /** Whether a tenant brings it; false for the account of the pipeline. */
  readonly isBrought: boolean;
  /**
   * Its mail goes by SMTP and not to SES, each call to one recipient. No event tells of it, so a call
   * of unknown outcome is held for a person.
   */
  readonly bySmtp?: boolean;
  readonly ledger: LedgerStore;
  readonly getSendQuota: GetSendQuota;
  readonly sendMail: SendMail;
  /** Absent where each mail needs a request of its own, as by SMTP. */
  readonly sendJointly?: SendJointly | undefined;
  /** Progress of the account's feedback; read only for mail of unknown outcome. */
  readonly readFeedback: ReadFeedback;
  /** This worker's knowledge of the ledger, kept from batch to batch. */
  readonly memory: LedgerMemory;
  /**
   * What SES reported as paused: `configuration-set/<name>`, `tenant/<name>`, or `account` → until
   * when (epoch ms). This worker sends none of the mail of a paused set or tenant, and sends mail of
   * a paused account by its way out, where it has one. `joint-requests`: SES takes none for now, so
   * each mail goes by a request of its own.
   */
  readonly pausedAtSes: Map<string, number>;
}

/** A tenant's settings for sending. */
export interface SendingTenant {
  /** The tenant's own account, or the pipeline's. */
  readonly account: SendingAccount;
  readonly pauses: Pauses;
  /** Its own, over those of all tenants. */
  readonly settings?: TenantSettings | undefined;
  /** SES tenant in this account to which its mail belongs; undefined when there is none. */
  readonly sesTenant?: string | undefined;
  /** Ways out of its mail, by stream; none where it brings an account of its own. */
  readonly waysOut?: Readonly<Partial<Record<Stream, WayOut>>> | undefined;
}

/** A back-up SMTP provider, as an account to send with. */
export interface WayOut {
  readonly account: SendingAccount;
  /** Takes all mail of its stream, or only what SES refuses. */
  readonly takes: 'all' | 'refused';
}

/** Finds the account and the pauses of each tenant; one entry for every id asked for. */
export type FindTenants = (
  tenantIds: readonly string[],
) => Promise<ReadonlyMap<string, SendingTenant>>;

/**
 * Lists the topics on which tenants' events arrive, unchecked as written in their items. Only
 * tenants that have topics.
 */
export type ListTenantTopics = () => Promise<
  readonly { readonly tenantId: string; readonly topics: readonly string[] }[]
>;

/**
 * Lists what tenants may send from: default senders and allowed senders, addresses and domains as
 * they stand in the settings. Only tenants that name some.
 */
export type ListTenantSenders = () => Promise<
  readonly { readonly tenantId: string; readonly senders: readonly string[] }[]
>;

/** What a reader may see of the account that a tenant sends with by keys. */
export interface DescribedKeys {
  readonly ses: TenantSendingAccount;
  readonly credentials: DescribedCredentials;
}

export type PutKeysResult =
  | ({ readonly kind: 'stored' | 'unchanged' } & DescribedKeys)
  /** Each problem says where and what to do; none holds a value of the wish. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  /** Others kept changing the same item: the caller may try again. */
  | { readonly kind: 'conflict' };

/**
 * The access keys of the accounts that tenants bring, in the tenants table. No secret comes back.
 *
 * @throws UnreadableItem when the item cannot be read
 * @throws SecretFailure when the secret cannot be sealed
 */
export interface TenantCredentials {
  /** Undefined where the tenant has no keys. */
  readonly read: (tenantId: string) => Promise<DescribedKeys | undefined>;
  readonly put: (tenantId: string, wish: KeysWish) => Promise<PutKeysResult>;
  /**
   * Forgets the keys, and the account with them unless it has a role too: the tenant's mail goes
   * out through the account of the pipeline from then on.
   *
   * @returns whether there were any
   */
  readonly remove: (tenantId: string) => Promise<boolean>;
}

/** Whose an access key is. */
export type KeyAccount =
  | { readonly kind: 'known'; readonly account: string }
  /** AWS does not accept the key. Neither text holds a value of it. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly problem: string;
      readonly remedy: string;
    }
  /** The next try may succeed. */
  | { readonly kind: 'unreachable'; readonly code: string };

/** Finds the AWS account that an access key belongs to; never rejects. */
export type FindAccountOfKey = (key: {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}) => Promise<KeyAccount>;

/** A tenant's item, as far as people set it. */
export interface TenantState {
  readonly settings?: TenantSettings | undefined;
  /** What only its configuration document says. */
  readonly provider?: Provider | undefined;
  /** Number of times that both were written; undefined: never. An optimistic lock. */
  readonly version?: number | undefined;
  readonly pauses: Pauses;
  /** SES account that it brings. */
  readonly ses?: TenantSendingAccount | undefined;
  /** Id of the access key of that account, where the tenant gave one. */
  readonly accessKeyId?: string | undefined;
}

/** Reads and writes what people set of tenants. */
export interface TenantBook {
  /** Strongly consistent. @throws UnreadableItem */
  readonly read: (tenantId: string) => Promise<TenantState>;
  /**
   * Writes settings in place of those that were read.
   *
   * @returns false, and nothing is written, when they are others by now
   */
  readonly write: (
    tenantId: string,
    before: TenantState,
    after: Pick<TenantState, 'settings' | 'provider'>,
  ) => Promise<boolean>;
}

/**
 * Removes whatever is set of a tenant, and leaves a pause of all its mail: what is on a queue, held,
 * or queued later, waits. Its suppressions stay.
 *
 * @returns false, and nothing is removed, when others kept changing it
 */
export type RemoveTenant = (tenantId: string, pause: Pause) => Promise<boolean>;

/** Pauses and resumes a scope of a tenant's mail. */
export interface SwitchPauses {
  readonly pause: (tenantId: string, scope: string, pause: Pause) => Promise<unknown>;
  readonly resume: (tenantId: string, scope: string, resume: Resume) => Promise<unknown>;
}
