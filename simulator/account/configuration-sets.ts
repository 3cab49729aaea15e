import type { ResourceTag } from './resource-tags.ts';
import type { SuppressionReason } from './suppression-list.ts';

/**
 * The kinds of event that an event destination can list, as the v1 API spells them; the last two
 * exist only in v2.
 */
export const eventTypes = [
  'send',
  'reject',
  'bounce',
  'complaint',
  'delivery',
  'open',
  'click',
  'renderingFailure',
  'deliveryDelay',
  'subscription',
] as const;

export type EventType = (typeof eventTypes)[number];

export interface EventDestination {
  readonly name: string;
  readonly enabled: boolean;
  readonly matchingEventTypes: readonly EventType[];
  readonly topicArn: string;
}

/** The sender's own domain for tracking URLs, and which of them use https. */
export interface TrackingOptions {
  readonly customRedirectDomain: string;
  readonly httpsPolicy: 'REQUIRE' | 'REQUIRE_OPEN_ONLY' | 'OPTIONAL';
}

export interface ConfigurationSet {
  readonly name: string;
  readonly sendingEnabled: boolean;
  readonly reputationMetricsEnabled: boolean;
  readonly tlsPolicy: 'Require' | 'Optional';
  /** Undefined: tracking URLs lead to SES itself. */
  readonly trackingOptions: TrackingOptions | undefined;
  readonly eventDestinations: readonly EventDestination[];
  /** Suppression settings that override those of tenant and account. */
  readonly suppression: {
    readonly reasons: readonly SuppressionReason[] | undefined;
    readonly scope: 'ACCOUNT' | 'TENANT' | undefined;
  };
  readonly tags: readonly ResourceTag[];
}

/** Stores the configuration sets by name. */
export interface ConfigurationSets {
  readonly get: (name: string) => ConfigurationSet | undefined;
  readonly put: (set: ConfigurationSet) => void;
  readonly remove: (name: string) => void;
  readonly list: () => readonly ConfigurationSet[];
}

/** A new set as SES creates it: sending is on, and there are no destinations. */
export const newConfigurationSet = (name: string): ConfigurationSet => ({
  name,
  sendingEnabled: true,
  reputationMetricsEnabled: false,
  tlsPolicy: 'Optional',
  trackingOptions: undefined,
  eventDestinations: [],
  suppression: { reasons: undefined, scope: undefined },
  tags: [],
});

export const createConfigurationSets = (
  initial: readonly ConfigurationSet[],
): ConfigurationSets => {
  const sets = new Map(initial.map((set) => [set.name, set]));
  return {
    get: (name) => sets.get(name),
    put: (set) => void sets.set(set.name, set),
    remove: (name) => void sets.delete(name),
    list: () => [...sets.values()],
  };
};

/** Parses both spellings, `renderingFailure` and v2's `RENDERING_FAILURE`. */
export const eventTypeOf = (text: string): EventType | undefined => {
  const plain = text.replaceAll('_', '').toLowerCase();
  return eventTypes.find((type) => type.toLowerCase() === plain);
};

/** Topics of the set for this kind of event. */
export const topicsFor = (set: ConfigurationSet | undefined, type: EventType): readonly string[] =>
  (set?.eventDestinations ?? [])
    .filter((destination) => destination.enabled && destination.matchingEventTypes.includes(type))
    .map((destination) => destination.topicArn);
