import type { Random } from '../shared/system/ports.ts';
import { type AccountSettings, createAccount } from './account/account.ts';
import { createCallLimiter } from './account/call-limiter.ts';
import { seededRandom } from './account/chance.ts';
import {
  createConfigurationSets,
  type EventType,
  newConfigurationSet,
  type TrackingOptions,
} from './account/configuration-sets.ts';
import { type Faults, noFaults } from './account/faults.ts';
import { createIdentities, type NotificationType } from './account/identities.ts';
import type { LimiterKind } from './account/limiter.ts';
import { createSuppressionList, type SuppressionReason } from './account/suppression-list.ts';
import { createTemplates } from './account/templates.ts';
import { createHttpServer, isForVisitors } from './api/http-server.ts';
import { createQueryApi } from './api/query-api.ts';
import { createRestApi } from './api/rest-api.ts';
import { createSimApi, type MessageSummary, statisticsOf, summarise } from './api/sim-api.ts';
import { createEventDelivery } from './events/event-delivery.ts';
import { createEventPublisher, type PublishBatch } from './events/event-publisher.ts';
import { eventTopicValidation, identityTopicValidation } from './events/events.ts';
import { createSnsPublishing } from './events/sns-publishing.ts';
import { listenOnLoopback } from './loopback/listen-on-loopback.ts';
import { createMailRecord } from './sending/mail-record.ts';
import { createOutbox } from './sending/outbox.ts';
import type { RepeatedMail } from './sending/repeated-mail.ts';
import { createTrackedVisits } from './sending/tracked-visits.ts';
import { createTracking } from './sending/tracking.ts';
import { createView } from './view/view.ts';

/** A configuration set as it is set up from outside. */
export interface ConfigurationSetOptions {
  readonly name: string;
  readonly tlsPolicy?: 'Require' | 'Optional';
  readonly sendingEnabled?: boolean;
  readonly trackingOptions?: TrackingOptions;
  readonly eventDestinations?: readonly {
    readonly name: string;
    /** Default true. */
    readonly enabled?: boolean;
    readonly matchingEventTypes: readonly EventType[];
    readonly topicArn: string;
  }[];
}

/** Feedback of one identity. */
export interface IdentityNotificationOptions {
  readonly topics: Readonly<Partial<Record<NotificationType, string>>>;
  /** Whether the notifications carry the mail's headers; default false. */
  readonly headersInNotifications?: boolean;
}

/** What one simulated account is like. Everything has a default. */
export interface SesSimulatorOptions {
  /** 0, the default, takes a free one. It listens on 127.0.0.1 only. */
  readonly port?: number;
  readonly region?: string;
  readonly accountId?: string;
  /** Recipients per second; default 14. */
  readonly maxSendRate?: number;
  /** Recipients per rolling 24 hours; −1 is no limit; default 50,000. */
  readonly max24HourSend?: number;
  /** Default: when rate and quota are those of the sandbox, 1 and 200. */
  readonly sandbox?: boolean;
  readonly limiter?: LimiterKind;
  /** Median of the lognormal latency of a call; default 60, 0 answers at once. */
  readonly latencyMedianMs?: number;
  /** Verified addresses and domains; default example.com, example.net, example.org. */
  readonly identities?: readonly string[];
  readonly configurationSets?: readonly ConfigurationSetOptions[];
  /** By identity, which has to be among `identities`. */
  readonly identityNotifications?: Readonly<Record<string, IdentityNotificationOptions>>;
  readonly templates?: readonly {
    readonly name: string;
    readonly subject: string;
    readonly text?: string;
    readonly html?: string;
  }[];
  /** Addresses on the account's suppression list. */
  readonly suppressed?: Readonly<Record<string, SuppressionReason>>;
  /** Whether ooto@ answers with a transient bounce after its delivery; default false. */
  readonly autoRepliesBounce?: boolean;
  /** Where SNS is; without it, and without `publish`, events are recorded only. */
  readonly snsEndpoint?: string;
  /** Replaces SNS. */
  readonly publish?: PublishBatch;
  readonly faults?: Partial<Faults>;
  /** Whether calls that do not send are held to one per second and action, as SES does; default true. */
  readonly limitsControlCalls?: boolean;
  /** Multiplies the time that outcomes take; default 1, 0 has them at once. */
  readonly eventDelayScale?: number;
  /** Whole messages kept; default 10,000. */
  readonly keepMessages?: number;
  /** Tags by which mail accepted twice is recognised; default pipeline-message and pipeline-tenant. */
  readonly copyTags?: { readonly message: string; readonly tenant: string };
  /** Epoch milliseconds with fractions; default the system's monotonic time. */
  readonly clock?: () => number;
  /** Default a generator with a fixed seed. */
  readonly random?: Random;
}

/** A running simulator. */
export interface SesSimulator {
  readonly url: string;
  readonly messages: () => readonly MessageSummary[];
  readonly stats: () => ReturnType<typeof statisticsOf>;
  readonly copies: () => readonly RepeatedMail[];
  readonly changeAccount: (changes: Partial<AccountSettings>) => void;
  readonly setFaults: (changes: Partial<Faults>) => void;
  readonly addForeignSender: (share: number, seconds: number) => void;
  /** Resolves when every outcome has come about and every event is published. */
  readonly settled: () => Promise<void>;
  /** Stops listening and forgets what is not published yet. */
  readonly close: () => Promise<void>;
}

const monotonicClock = (): number => performance.timeOrigin + performance.now();

const accountSettings = (options: SesSimulatorOptions): AccountSettings => {
  const { maxSendRate = 14, max24HourSend = 50_000 } = options;
  const isSandbox = options.sandbox ?? (maxSendRate === 1 && max24HourSend === 200);
  return {
    maxSendRate,
    max24HourSend,
    isSandbox,
    sendingEnabled: true,
    enforcementStatus: 'HEALTHY',
  };
};

const configurationSetsOf = (options: SesSimulatorOptions) =>
  (options.configurationSets ?? []).map(
    ({ name, tlsPolicy, sendingEnabled, trackingOptions, eventDestinations = [] }) => {
      const set = newConfigurationSet(name);
      return {
        ...set,
        tlsPolicy: tlsPolicy ?? set.tlsPolicy,
        sendingEnabled: sendingEnabled ?? set.sendingEnabled,
        trackingOptions,
        eventDestinations: eventDestinations.map((destination) => ({
          enabled: true,
          ...destination,
        })),
      };
    },
  );

const identitiesOf = (options: SesSimulatorOptions) => {
  const identities = createIdentities(
    options.identities ?? ['example.com', 'example.net', 'example.org'],
  );
  for (const [name, { topics, headersInNotifications }] of Object.entries(
    options.identityNotifications ?? {},
  )) {
    identities.change(name, {
      topics,
      headersIn: headersInNotifications ? ['Bounce', 'Complaint', 'Delivery'] : [],
    });
  }
  return identities;
};

/** Topics that the options attach; each gets the text by which SES validates it. */
const attachedTopics = (
  options: SesSimulatorOptions,
): readonly (readonly [topicArn: string, text: string])[] => [
  ...(options.configurationSets ?? [])
    .flatMap(({ eventDestinations = [] }) => eventDestinations)
    .map(({ topicArn }) => [topicArn, eventTopicValidation] as const),
  ...Object.values(options.identityNotifications ?? {})
    .flatMap(({ topics }) => Object.values(topics))
    .map((topicArn) => [topicArn, identityTopicValidation] as const),
];

/** Starts a simulator of one SES account in one region. Rejects when the port is taken. */
export const startSesSimulator = async (
  options: SesSimulatorOptions = {},
): Promise<SesSimulator> => {
  const {
    region = 'us-east-1',
    accountId = '000000000000',
    clock = monotonicClock,
    random = seededRandom(1),
  } = options;
  const sns =
    options.publish === undefined && options.snsEndpoint !== undefined
      ? createSnsPublishing(options.snsEndpoint, region)
      : undefined;
  const publishBatch = options.publish ?? sns?.publish;
  const publisher = publishBatch && createEventPublisher(publishBatch);
  let faults: Faults = { ...noFaults, ...options.faults };

  const account = createAccount({
    settings: accountSettings(options),
    limiter: options.limiter ?? 'token-bucket',
    clock,
  });
  const identities = identitiesOf(options);
  const configurationSets = createConfigurationSets(configurationSetsOf(options));
  const templates = createTemplates(
    (options.templates ?? []).map(({ name, subject, text, html }) => ({
      name,
      subject,
      text,
      html,
      createdAtMs: clock(),
    })),
  );
  const suppressionList = createSuppressionList(
    Object.entries(options.suppressed ?? {}).map(([address, reason]) => ({
      address,
      reason,
      updatedAtMs: clock(),
    })),
  );
  const copyTags = options.copyTags ?? { message: 'pipeline-message', tenant: 'pipeline-tenant' };
  const record = createMailRecord(options.keepMessages ?? 10_000, copyTags);
  const events = createEventDelivery({
    record,
    publisher,
    configurationSets,
    identities,
    faults: () => faults,
    random,
    delayScale: options.eventDelayScale ?? 1,
  });
  let url = '';
  const tracking = createTracking(() => url);
  const outbox = createOutbox({
    account,
    identities,
    configurationSets,
    templates,
    suppressionList,
    record,
    events,
    tracking,
    clock,
    random,
    region,
    accountId,
    autoRepliesBounce: options.autoRepliesBounce ?? false,
  });

  const validateTopic = async (topicArn: string, text: string): Promise<boolean> => {
    if (publishBatch === undefined) return true;
    const message = { subject: undefined, message: text };
    const [result] = await publishBatch(topicArn, [message]).catch(() => ['failed'] as const);
    if (result === 'failed') publisher?.publish(topicArn, message, () => {});
    return result !== 'no-such-topic';
  };

  const world = {
    account,
    identities,
    configurationSets,
    templates,
    suppressionList,
    record,
    outbox,
    validateTopic,
    clock,
  };
  const simOptions = {
    world,
    publisher,
    outcomesPending: events.pending,
    faults: {
      get: () => faults,
      set: (changed: Faults) => {
        faults = changed;
      },
    },
  };
  const mayCall = options.limitsControlCalls === false ? undefined : createCallLimiter(clock);
  const server = createHttpServer({
    queryApi: createQueryApi(world, mayCall),
    restApi: createRestApi(world, mayCall),
    simApi: createSimApi(simOptions),
    view: createView(simOptions),
    visitTracked: createTrackedVisits({ tracking, record, events, clock }),
    faults: () => faults,
    record,
    random,
    latencyMedianMs: options.latencyMedianMs ?? 60,
    clock,
  });

  const listener = await listenOnLoopback(server, options.port ?? 0, isForVisitors);
  for (const [topicArn, text] of attachedTopics(options))
    publisher?.publish(topicArn, { subject: undefined, message: text }, () => {});

  url = `http://127.0.0.1:${listener.port}`;
  return {
    url,
    messages: () => [...record.messages()].map(summarise),
    stats: () => statisticsOf(simOptions),
    copies: () => record.repeated(),
    changeAccount: account.change,
    setFaults: (changes) => {
      faults = { ...faults, ...changes };
    },
    addForeignSender: account.addForeignSender,
    settled: async () => {
      // Outcomes at no delay come about in a microtask; one turn of the loop lets them.
      do await new Promise((resolve) => setTimeout(resolve, 5));
      while (events.pending() > 0 || (publisher?.waiting() ?? 0) > 0);
    },
    close: async () => {
      events.close();
      publisher?.close();
      await listener.close();
      sns?.close();
    },
  };
};
