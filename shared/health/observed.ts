import type { Stream } from '../email/streams.ts';
import type { DmarcFinding } from '../identities/find-dmarc.ts';
import type { FromFacts } from '../identities/judge-from.ts';
import type { ListedIdentity, RecordJudgement, SesIdentity } from '../identities/ports.ts';
import type { Observation } from './observation.ts';
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

/** Where the pipeline is, and what its things are called. */
export interface Place {
  /** `the local stack` or `stage prod`. */
  readonly name: string;
  /** The command line, with the options that lead here: `npx ses-pipeline --stage prod`. */
  readonly command: string;
  /** Common prefix of all names: `ses-pipeline-prod-`. */
  readonly prefix: string;
  readonly region: string;
  /** `aws`, `aws-us-gov`, `aws-cn`. */
  readonly partition: string;
  /** AWS account id; empty while nothing told it. */
  readonly account: string;
  /** Address of each service that the environment or the stack sets; others are AWS's own. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Version of this command line, which is that of the package. */
  readonly version: string;
}

/** An identity of SES from which mail is sent, and its DNS. */
export interface ObservedIdentity {
  readonly name: string;
  readonly details: Observation<SesIdentity | null>;
  readonly topics: Observation<IdentityTopics>;
  readonly dns: Observation<IdentityDns>;
}

/** What DNS has of an identity. An unanswered question is one of the judgements. */
export interface IdentityDns {
  readonly records: readonly RecordJudgement[];
  /** Of each From domain that is known to be sent with it. */
  readonly from: readonly FromFacts[];
  readonly dmarc: DmarcFinding;
}

export interface ObservedSet {
  readonly stream: Stream;
  readonly name: string;
  readonly set: Observation<ConfigurationSet | null>;
  readonly destinations: Observation<readonly EventDestination[]>;
}

export const topicRoles = ['feedback', 'deliveries', 'alarms'] as const;
export type TopicRole = (typeof topicRoles)[number];

export interface ObservedTopic {
  readonly role: TopicRole;
  readonly arn: string;
  readonly topic: Observation<TopicState | null>;
  readonly subscriptions: Observation<readonly Subscription[]>;
}

export const queueRoles = [
  'transactional',
  'bulk',
  'feedback',
  'dead-letters',
  'feedback-dead-letters',
  'urgent-feedback-dead-letters',
  'schedule-dead-letters',
] as const;
export type QueueRole = (typeof queueRoles)[number];

export interface ObservedQueue {
  readonly role: QueueRole;
  readonly name: string;
  readonly queue: Observation<QueueState | null>;
  /** Age of the oldest message; seconds, `null` when CloudWatch has no figure. */
  readonly oldestSeconds: Observation<number | null>;
}

export interface ObservedFunction {
  /** Key in serverless.yml. */
  readonly key: string;
  readonly name: string;
  readonly deployed: Observation<DeployedFunction | null>;
}

/** An event source mapping that the pipeline has: this function reads this queue. */
export interface ObservedSource {
  readonly functionName: string;
  readonly queue: 'transactional' | 'bulk' | 'feedback';
  readonly mapping: Observation<EventSourceState | null>;
}

export interface ObservedSesTenant {
  readonly tenantId: string;
  readonly sesTenant: string;
  readonly state: Observation<SesTenantState | null>;
}

/** Everything that was looked at, once, before anything is judged. */
export interface Observed {
  readonly place: Place;
  /** Epoch ms. */
  readonly nowMs: number;
  readonly caller: Observation<Caller>;
  readonly callerKeys: Observation<readonly AccessKeyAge[]>;
  readonly account: Observation<SesAccount>;
  readonly recommendations: Observation<readonly Recommendation[]>;
  /** From addresses that the tenants' settings and the options name. */
  readonly senders: Observation<readonly TenantSender[]>;
  readonly listed: Observation<readonly ListedIdentity[]>;
  /** Those that cover the senders, or all when no sender is known; at most `mostIdentities`. */
  readonly identities: readonly ObservedIdentity[];
  /** Domains of senders and identities that are those of mailbox providers. */
  readonly freemail: readonly string[];
  /** Number of identities and SES tenants that were left out for the limits of SES's API. */
  readonly leftOut: number;
  readonly sets: readonly ObservedSet[];
  readonly topics: readonly ObservedTopic[];
  readonly key: Observation<EncryptionKey | null>;
  readonly queues: readonly ObservedQueue[];
  readonly functions: readonly ObservedFunction[];
  readonly sources: readonly ObservedSource[];
  readonly ledger: Observation<QuotaLedger | null>;
  readonly stack: Observation<DeployedStack | null>;
  readonly alarms: Observation<readonly AlarmState[]>;
  readonly budget: Observation<BudgetState | null>;
  readonly sesTenants: Observation<readonly ObservedSesTenant[]>;
  readonly tenantKeys: Observation<readonly StoredKeyAge[]>;
  readonly rates: Observation<RatesOfWeek>;
  readonly canary: Observation<CanaryResult>;
}
