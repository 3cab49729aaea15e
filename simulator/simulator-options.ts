import type { Random } from '../shared/system/ports.ts';
import type { EventType, TrackingOptions } from './account/configuration-sets.ts';
import type { Faults } from './account/faults.ts';
import type { NotificationType } from './account/identities.ts';
import type { LimiterKind } from './account/limiter.ts';
import type { SuppressionReason } from './account/suppression-list.ts';
import type { PutEvent } from './events/event-bus.ts';
import type { PublishBatch } from './events/event-publisher.ts';
import type { Reach } from './loopback/reach.ts';

/** Settings of a configuration set. */
export interface ConfigurationSetOptions {
  readonly name: string;
  readonly tlsPolicy?: 'Require' | 'Optional';
  readonly sendingEnabled?: boolean;
  readonly trackingOptions?: TrackingOptions;
  readonly eventDestinations?: readonly {
    readonly name: string;
    /** Whether the set may send; default true. */
    readonly enabled?: boolean;
    readonly matchingEventTypes: readonly EventType[];
    readonly topicArn: string;
  }[];
}

/** Settings of one identity's feedback. */
export interface IdentityNotificationOptions {
  readonly topics: Readonly<Partial<Record<NotificationType, string>>>;
  /** Whether the notifications carry the mail's headers; default false. */
  readonly headersInNotifications?: boolean;
}

/** Settings of a simulated account; all have defaults. */
export interface SesSimulatorOptions {
  /** Port; default 0, any free one. */
  readonly port?: number;
  /** Default: this machine only. */
  readonly reach?: Reach;
  readonly region?: string;
  readonly accountId?: string;
  /** Recipients per second; default 14. */
  readonly maxSendRate?: number;
  /** Recipients per rolling 24 hours; −1 is no limit; default 50,000. */
  readonly max24HourSend?: number;
  /** Default: true when rate and quota are those of the sandbox, 1 and 200. */
  readonly sandbox?: boolean;
  readonly limiter?: LimiterKind;
  /** Median of the lognormal latency of a call; default 60, 0 answers at once. */
  readonly latencyMedianMs?: number;
  /** Verified addresses and domains; default example.com, example.net, example.org. */
  readonly identities?: readonly string[];
  readonly configurationSets?: readonly ConfigurationSetOptions[];
  /**
   * `host:port` of a name server. Domains are then verified, and MAIL FROM domains used, only when
   * it has their records; without it at once.
   */
  readonly dnsServer?: string;
  /** Feedback settings by identity; the identity must be in `identities`. */
  readonly identityNotifications?: Readonly<Record<string, IdentityNotificationOptions>>;
  readonly templates?: readonly {
    readonly name: string;
    readonly subject: string;
    readonly text?: string;
    readonly html?: string;
  }[];
  /** Tenants, with the names or ARNs of their resources: `identity/example.com`. */
  readonly tenants?: readonly { readonly name: string; readonly resources?: readonly string[] }[];
  /** Ids of access keys that are refused, as AWS refuses one that is not active. */
  readonly refusedKeys?: readonly string[];
  /** Addresses on the account's suppression list. */
  readonly suppressed?: Readonly<Record<string, SuppressionReason>>;
  /** Whether ooto@ causes a transient bounce after its delivery; default false. */
  readonly autoRepliesBounce?: boolean;
  /** URL of SNS; without it, and without `publish`, events are only recorded. */
  readonly snsEndpoint?: string;
  /** Publishes events in place of SNS. */
  readonly publish?: PublishBatch;
  /** URL of EventBridge; without it, and without `putEvent`, no event bus is told anything. */
  readonly eventBusEndpoint?: string;
  /** Puts events on the event bus in place of EventBridge. */
  readonly putEvent?: PutEvent;
  readonly faults?: Partial<Faults>;
  /** Limits calls that do not send to one per second and action, as SES does; default true. */
  readonly limitsControlCalls?: boolean;
  /** Factor for the delays of outcomes; default 1; with 0 they happen at once. */
  readonly eventDelayScale?: number;
  /** Number of whole messages kept; default 10,000. */
  readonly keepMessages?: number;
  /**
   * Tags by which mail accepted twice is recognised; default pipeline-message and pipeline-tenant.
   */
  readonly copyTags?: { readonly message: string; readonly tenant: string };
  /** Epoch milliseconds with fractions; default: the system's monotonic time. */
  readonly clock?: () => number;
  /** Default: a generator with a fixed seed. */
  readonly random?: Random;
}
