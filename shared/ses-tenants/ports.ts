/**
 * Ports of SES's own tenants. Each rejects with SesTenantFailure when SES does not do what it is
 * asked.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/tenants.html
 */

import type { TenantSendingAccount } from '../tenants/sending-account.ts';
import type { TenantSettings } from '../tenants/settings.ts';

export const reputationPolicies = ['none', 'standard', 'strict'] as const;

/** A policy by which SES pauses a tenant for its bounces and complaints. */
export type ReputationPolicy = (typeof reputationPolicies)[number];

/** Whether mail of a tenant may go. `REINSTATED`: it may, although findings are open. */
export type SendingStatus = 'ENABLED' | 'REINSTATED' | 'DISABLED';

/** A status, with the reason that SES gives. */
export interface StatusOfSes {
  readonly status: SendingStatus;
  readonly cause: string;
}

/** Standing of an SES tenant: its mail goes only while neither status is `DISABLED`. */
export interface SesTenantStatus {
  /** Set by the account's owner, or by us. */
  readonly customer: StatusOfSes;
  /** Set by AWS. */
  readonly aws: StatusOfSes;
  /** ARN of the policy. */
  readonly policyArn: string;
}

/** Status of the SES tenants of one account in one region. */
export interface TenantReputation {
  /** ARN of the tenant; undefined when there is none. */
  readonly find: (name: string) => Promise<string | undefined>;
  readonly readStatus: (tenantArn: string) => Promise<SesTenantStatus>;
  readonly setCustomerStatus: (tenantArn: string, status: SendingStatus) => Promise<void>;
}

/** The SES tenants of one account in one region. */
export interface SesTenants extends TenantReputation {
  readonly setPolicy: (tenantArn: string, policyArn: string) => Promise<void>;
  /** @returns its ARN */
  readonly create: (name: string) => Promise<string>;
  readonly remove: (name: string) => Promise<void>;
  /** ARNs. */
  readonly listResources: (name: string) => Promise<readonly string[]>;
  /** Idempotent. */
  readonly associate: (name: string, arn: string) => Promise<void>;
  /** Idempotent. */
  readonly dissociate: (name: string, arn: string) => Promise<void>;
}

/** What mail of the account can use. */
export interface SesResources {
  /** Names of all identities, verified or not. */
  readonly listIdentities: () => Promise<readonly string[]>;
  /** Names of all stored templates. */
  readonly listTemplates: () => Promise<readonly string[]>;
}

/** How the account of a tenant is reached. */
export type ReachedAccount =
  | { readonly kind: 'own'; readonly account: TenantSendingAccount }
  | { readonly kind: 'pipeline' }
  /** By an access key, which may only send. */
  | { readonly kind: 'keys'; readonly account: TenantSendingAccount };

/** The SES tenant that a tenant's item names, and what the guard noted of it. */
export interface SesTenantMark {
  readonly name: string;
  readonly reached: ReachedAccount;
  /** When its status was last asked for; epoch ms, 0 for never. */
  readonly checkedAtMs: number;
  /** Whether we have switched it off at SES, or are about to. */
  readonly isFenced: boolean;
  /** Whether the items of other tenants name it, too. */
  readonly isShared: boolean;
}

/** What the guard notes of SES tenants, in the items of the tenants. */
export interface SesTenantMarks {
  /** @param atMs - epoch ms; 0 when it is to be asked for as soon as possible */
  readonly noteCheck: (tenantId: string, atMs: number) => Promise<void>;
  /** Notes, before it is done, that we switch the SES tenant off; epoch ms. */
  readonly noteFence: (tenantId: string, atMs: number) => Promise<void>;
  readonly forgetFence: (tenantId: string) => Promise<void>;
}

/** A tenant's item, as far as its SES tenant is concerned. */
export interface SesTenantItem {
  readonly reached: ReachedAccount;
  /** Name of its SES tenant. */
  readonly sesTenant: string | undefined;
  /** The settings that its mail is sent with. */
  readonly settings: TenantSettings;
  /** Why SES lets it send nothing; undefined while it may send. */
  readonly heldBySes: string | undefined;
}

/** The attribute `sesTenant` of tenants' items. */
export interface SesTenantItems {
  /** Strongly consistent. @throws UnreadableItem */
  readonly read: (tenantId: string) => Promise<SesTenantItem>;
  /** Other tenants whose mail is sent as this SES tenant of the same account. */
  readonly othersWith: (
    tenantId: string,
    name: string,
    reached: ReachedAccount,
  ) => Promise<readonly string[]>;
  /** @returns false when the item names another SES tenant by now */
  readonly write: (tenantId: string, name: string) => Promise<boolean>;
  /** Takes the name out, where it is this one, and what was noted of it. */
  readonly clear: (tenantId: string, name: string) => Promise<void>;
}
