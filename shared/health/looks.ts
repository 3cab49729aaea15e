import type { ListedIdentity, SesIdentity } from '../identities/ports.ts';
import type {
  AccessKeyAge,
  AlarmState,
  BudgetState,
  Caller,
  CanaryResult,
  ConfigurationSet,
  DeployedFunction,
  DeployedStack,
  EncryptionKey,
  EventDestination,
  EventSourceState,
  IdentityTopics,
  QueueState,
  QuotaLedger,
  RatesOfWeek,
  Recommendation,
  SesAccount,
  SesTenantState,
  StoredKeyAge,
  Subscription,
  TenantSender,
  TopicState,
} from './ports.ts';

/** An SES tenant that a tenant's item names, in the account of the pipeline. */
export interface SesTenantOfTenant {
  readonly tenantId: string;
  readonly sesTenant: string;
}

/**
 * Looks at single things. Each resolves to null when AWS says that there is no such thing, and
 * rejects as the AWS SDK does when it cannot be told.
 */
export interface Looks {
  readonly caller: () => Promise<Caller>;
  readonly callerKeys: (user: string) => Promise<readonly AccessKeyAge[]>;
  readonly account: () => Promise<SesAccount>;
  readonly recommendations: () => Promise<readonly Recommendation[]>;
  readonly senders: () => Promise<readonly TenantSender[]>;
  readonly identities: () => Promise<readonly ListedIdentity[]>;
  readonly identity: (name: string) => Promise<SesIdentity | null>;
  /** By the names of the identities. */
  readonly identityTopics: (
    names: readonly string[],
  ) => Promise<Readonly<Record<string, IdentityTopics>>>;
  readonly configurationSet: (name: string) => Promise<ConfigurationSet | null>;
  readonly eventDestinations: (name: string) => Promise<readonly EventDestination[]>;
  readonly topic: (arn: string) => Promise<TopicState | null>;
  readonly subscriptions: (arn: string) => Promise<readonly Subscription[]>;
  /** @param alias - `alias/ses-pipeline-prod` */
  readonly key: (alias: string) => Promise<EncryptionKey | null>;
  readonly queue: (name: string) => Promise<QueueState | null>;
  /** Age of the oldest message within the last minutes; null when there is no figure. */
  readonly oldestSeconds: (queueName: string) => Promise<number | null>;
  readonly deployedFunction: (name: string) => Promise<DeployedFunction | null>;
  readonly eventSource: (
    functionName: string,
    queueArn: string,
  ) => Promise<EventSourceState | null>;
  readonly ledger: (account: string) => Promise<QuotaLedger | null>;
  readonly stack: (name: string) => Promise<DeployedStack | null>;
  readonly alarms: (prefix: string) => Promise<readonly AlarmState[]>;
  readonly budget: (account: string, name: string) => Promise<BudgetState | null>;
  readonly sesTenants: () => Promise<readonly SesTenantOfTenant[]>;
  readonly sesTenant: (tenant: SesTenantOfTenant) => Promise<SesTenantState | null>;
  readonly storedKeys: () => Promise<readonly StoredKeyAge[]>;
  readonly rates: () => Promise<RatesOfWeek>;
}

/** Sends one mail from an address to the mailbox simulator, and follows it. */
export type SendCanary = (from: string) => Promise<CanaryResult>;
