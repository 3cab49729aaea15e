/** What can be observed; `looks.ts` has the ports through which it is. */

/** Who calls. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** An access key of the calling IAM user. */
export interface AccessKeyAge {
  readonly id: string;
  /** Epoch ms. */
  readonly createdAtMs: number;
  readonly isActive: boolean;
}

/** The SES account in one region. */
export interface SesAccount {
  readonly hasProductionAccess: boolean;
  /** State of the request for production access; undefined when none was made. */
  readonly review: { readonly status: string; readonly caseId: string } | undefined;
  readonly isSendingEnabled: boolean;
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`. */
  readonly enforcementStatus: string;
  /** Recipients in 24 hours; infinite for an account without a limit. */
  readonly max24Hours: number;
  readonly sentLast24Hours: number;
  /** Recipients a second. */
  readonly maxSendRate: number;
  readonly suppressedReasons: readonly string[];
  /** Plan that AWS bills by; undefined when the SDK or SES does not tell. */
  readonly plan: string | undefined;
}

/** A recommendation of SES's Virtual Deliverability Manager. */
export interface Recommendation {
  /** `DKIM`, `DMARC`, `SPF`, `BIMI`, `BOUNCE`, `COMPLAINT`, … */
  readonly type: string;
  readonly resourceArn: string;
  readonly description: string;
  /** `HIGH` or `LOW`. */
  readonly impact: string;
}

/** A From address, or a domain of From addresses, that is known. */
export interface TenantSender {
  /** Canonical address, or a domain. */
  readonly sender: string;
  /** Who named it: `tenant acme`, `all tenants`, or `--from`. */
  readonly namedBy: string;
}

/** Notifications that SES sends for an identity itself, besides those of configuration sets. */
export interface IdentityTopics {
  /** ARN by kind of notification: `Bounce`, `Complaint`, `Delivery`. */
  readonly topics: Readonly<Record<string, string>>;
  /** Whether bounces and complaints go by e-mail to the Return-Path. */
  readonly isForwarding: boolean;
}

export interface ConfigurationSet {
  readonly isSendingEnabled: boolean;
  readonly reputationMetrics: boolean;
  /** `OPTIONAL` or `REQUIRE`. */
  readonly tlsPolicy: string;
  /** Reasons by which the set replaces those of the account; undefined when it replaces none. */
  readonly suppressedReasons: readonly string[] | undefined;
}

export interface EventDestination {
  readonly name: string;
  readonly isEnabled: boolean;
  /** As v2 writes them: `BOUNCE`, `DELIVERY_DELAY`. */
  readonly types: readonly string[];
  /** Undefined for a destination that is no topic. */
  readonly topicArn: string | undefined;
}

export interface TopicState {
  /** Text of the policy. */
  readonly policy: string;
  /** Key that encrypts it: id, ARN or alias; undefined for none. */
  readonly keyId: string | undefined;
}

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
  readonly isRaw: boolean;
  /** Text of the filter; undefined for none. */
  readonly filterPolicy: string | undefined;
  readonly hasDeadLetters: boolean;
}

export interface EncryptionKey {
  readonly arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`, … */
  readonly state: string;
  /** Text of the policy. */
  readonly policy: string;
}

export interface QueueState {
  readonly arn: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** ARN of the dead-letter queue; undefined for none. */
  readonly deadLetterArn: string | undefined;
  /** Text of the policy; empty for none. */
  readonly policy: string;
}

export interface EventSourceState {
  /** `Enabled`, `Disabled`, `Enabling`, `Disabling`, `Updating`, … */
  readonly state: string;
  readonly reportsItemFailures: boolean;
}

/** The part of the send ledger that tells whether it is kept. */
export interface QuotaLedger {
  /** When refresh-quota last wrote the quota; epoch ms. */
  readonly syncedAtMs: number;
  /** Lanes whose event source the pipeline itself has closed. */
  readonly stoppedLanes: readonly string[];
}

export interface DeployedFunction {
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Names only: values may be secret. */
  readonly variables: readonly string[];
  /** `Active`, `Inactive`, `Pending`, `Failed`. */
  readonly state: string;
  /** `Successful`, `Failed`, `InProgress`. */
  readonly lastUpdate: string;
  /** Version of the package, which each function carries; undefined in those of before. */
  readonly version: string | undefined;
  /** Undefined for none. */
  readonly reservedConcurrency: number | undefined;
}

/** The stack as CloudFormation knows it. */
export interface DeployedStack {
  readonly status: string;
  /** Names by type: `AWS::CloudWatch::Alarm` to the names of its alarms. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /** Options by the name of a configuration set. */
  readonly sets: Readonly<Record<string, TemplateSet>>;
}

/** A function as the deployed template has it; by its name. */
export type TemplateFunction = Pick<
  DeployedFunction,
  'runtime' | 'handler' | 'memoryMegabytes' | 'timeoutSeconds' | 'variables'
>;

export type TemplateSet = Pick<ConfigurationSet, 'reputationMetrics' | 'tlsPolicy'>;

export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly areActionsEnabled: boolean;
  /** ARNs. */
  readonly actions: readonly string[];
}

export interface BudgetState {
  readonly limit: string;
}

export interface SesTenantState {
  /** Set by AWS: `ENABLED`, `REINSTATED`, `DISABLED`. */
  readonly byAws: string;
  readonly byOwner: string;
  readonly cause: string;
  /** ARNs that are associated with it. */
  readonly resources: readonly string[];
  /** ARNs that its mail needs. */
  readonly wanted: readonly string[];
}

/** A key that is stored for a tenant, or given to a tenant's program. */
export interface StoredKeyAge {
  readonly tenantId: string;
  /** What the key opens. */
  readonly kind: 'ses-account' | 'door';
  readonly id: string;
  /** Epoch ms. */
  readonly setAtMs: number;
}

/** Recipients of 7 days of the whole account, as the pipeline counted them. */
export interface RatesOfWeek {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** What became of the canary. */
export type CanaryResult =
  | { readonly kind: 'delivered'; readonly messageId: string; readonly tookMs: number }
  /** The last state that was seen. */
  | { readonly kind: 'late'; readonly messageId: string; readonly state: string }
  /** The pipeline, or SES, did not take it. */
  | {
      readonly kind: 'ended';
      readonly messageId: string;
      readonly state: string;
      readonly why: string;
    };
