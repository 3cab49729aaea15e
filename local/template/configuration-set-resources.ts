import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { flag } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

export interface ConfigurationSetResource {
  readonly name: string;
  readonly trackingOptions: TrackingResource | undefined;
  /** Those that publish to SNS. */
  readonly eventDestinations: readonly EventDestinationResource[];
}

export interface TrackingResource {
  readonly customRedirectDomain: string;
  readonly httpsPolicy: 'REQUIRE' | 'REQUIRE_OPEN_ONLY' | 'OPTIONAL';
}

export interface EventDestinationResource {
  readonly name: string;
  readonly enabled: boolean;
  readonly matchingEventTypes: readonly string[];
  readonly topicArn: string;
}

const setProperties = z.object({
  TrackingOptions: z.optional(
    z.object({
      CustomRedirectDomain: z.string(),
      HttpsPolicy: z._default(z.enum(['REQUIRE', 'REQUIRE_OPEN_ONLY', 'OPTIONAL']), 'OPTIONAL'),
    }),
  ),
});

const destinationProperties = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Name: z.optional(z.string()),
    Enabled: z._default(flag, false),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.optional(z.looseObject({ TopicARN: z.string() })),
  }),
});

type Destination = z.infer<typeof destinationProperties>;

export const configurationSetResources = (
  resources: readonly ResolvedResource[],
): readonly ConfigurationSetResource[] => {
  const destinations = resourcesOfType(
    resources,
    'AWS::SES::ConfigurationSetEventDestination',
    ({ properties }) => destinationProperties.parse(properties),
  );
  return resourcesOfType(resources, 'AWS::SES::ConfigurationSet', ({ name, properties }) => ({
    name,
    trackingOptions: readTracking(properties),
    eventDestinations: destinations
      .filter(({ ConfigurationSetName }) => ConfigurationSetName === name)
      .flatMap(readDestination),
  }));
};

const readTracking = (properties: unknown): TrackingResource | undefined => {
  const options = setProperties.parse(properties).TrackingOptions;
  return (
    options && {
      customRedirectDomain: options.CustomRedirectDomain,
      httpsPolicy: options.HttpsPolicy,
    }
  );
};

const readDestination = ({
  EventDestination: { Name, Enabled, MatchingEventTypes, SnsDestination },
}: Destination): readonly EventDestinationResource[] =>
  SnsDestination === undefined
    ? []
    : [
        {
          name: Name ?? 'events',
          enabled: Enabled,
          matchingEventTypes: MatchingEventTypes,
          topicArn: SnsDestination.TopicARN,
        },
      ];
