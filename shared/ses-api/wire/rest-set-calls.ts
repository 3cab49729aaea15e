import * as z from 'zod';
import {
  enabled,
  filter,
  list,
  name,
  page,
  reasons,
  resourceTags,
  scope,
  seconds,
  text,
  threshold,
} from './rest-members.ts';

const onSet = { ConfigurationSetName: text };
const onDestination = { ...onSet, EventDestinationName: text };

const httpsPolicy = z.enum(['REQUIRE', 'REQUIRE_OPEN_ONLY', 'OPTIONAL']).optional();

const delivery = {
  TlsPolicy: z.enum(['REQUIRE', 'OPTIONAL']).optional(),
  SendingPoolName: text.optional(),
  MaxDeliverySeconds: z.int().min(300).max(50_400).optional(),
  SharedPoolDeliveryMode: z.enum(['GLOBAL', 'REGIONAL', 'ACCOUNT']).optional(),
};

const suppression = {
  SuppressedReasons: reasons.optional(),
  SuppressionScope: scope.optional(),
  ValidationOptions: z.object({ ConditionThreshold: threshold }).optional(),
};

const vdm = z.object({
  DashboardOptions: z.object({ EngagementMetrics: enabled.optional() }).optional(),
  GuardianOptions: z.object({ OptimizedSharedDelivery: enabled.optional() }).optional(),
});

const creation = z.object({
  ...onSet,
  TrackingOptions: z.object({ CustomRedirectDomain: text, HttpsPolicy: httpsPolicy }).optional(),
  DeliveryOptions: z.object(delivery).optional(),
  ReputationOptions: z
    .object({
      ReputationMetricsEnabled: z.boolean().optional(),
      LastFreshStart: seconds.optional(),
    })
    .optional(),
  SendingOptions: z.object({ SendingEnabled: z.boolean().default(false) }).optional(),
  Tags: resourceTags,
  SuppressionOptions: z.object(suppression).optional(),
  VdmOptions: vdm.optional(),
  ArchivingOptions: z.object({ ArchiveArn: text.optional() }).optional(),
  MessageSecurityOptions: z
    .object({
      SigningScheme: z
        .object({
          DefaultScheme: z.object({}).optional(),
          SmimeScheme: z.object({ SignatureFormat: text.optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
});

const eventDestination = z.object({
  Enabled: z.boolean().optional(),
  MatchingEventTypes: list(
    z.enum([
      'SEND',
      'REJECT',
      'BOUNCE',
      'COMPLAINT',
      'DELIVERY',
      'OPEN',
      'CLICK',
      'RENDERING_FAILURE',
      'DELIVERY_DELAY',
      'SUBSCRIPTION',
    ]),
  ).optional(),
  SnsDestination: z.object({ TopicArn: name }).optional(),
  KinesisFirehoseDestination: z.object({ IamRoleArn: name, DeliveryStreamArn: name }).optional(),
  CloudWatchDestination: z
    .object({
      DimensionConfigurations: list(
        z.object({
          DimensionName: text,
          DimensionValueSource: z.enum(['MESSAGE_TAG', 'EMAIL_HEADER', 'LINK_TAG']),
          DefaultDimensionValue: text,
        }),
      ),
    })
    .optional(),
  EventBridgeDestination: z.object({ EventBusArn: name }).optional(),
  PinpointDestination: z.object({ ApplicationArn: name.optional() }).optional(),
});

/** Members of the calls on configuration sets and their event destinations. */
export const restSetCalls = {
  CreateConfigurationSet: creation,
  GetConfigurationSet: z.object(onSet),
  DeleteConfigurationSet: z.object(onSet),
  ListConfigurationSets: z.object({ ...page, Filter: filter }),
  PutConfigurationSetTrackingOptions: z.object({
    ...onSet,
    CustomRedirectDomain: text.optional(),
    HttpsPolicy: httpsPolicy,
  }),
  PutConfigurationSetDeliveryOptions: z.object({ ...onSet, ...delivery }),
  PutConfigurationSetReputationOptions: z.object({
    ...onSet,
    ReputationMetricsEnabled: z.boolean().default(false),
  }),
  PutConfigurationSetSendingOptions: z.object({
    ...onSet,
    SendingEnabled: z.boolean().default(false),
  }),
  PutConfigurationSetSuppressionOptions: z.object({ ...onSet, ...suppression }),
  CreateConfigurationSetEventDestination: z.object({
    ...onDestination,
    EventDestination: eventDestination,
  }),
  UpdateConfigurationSetEventDestination: z.object({
    ...onDestination,
    EventDestination: eventDestination,
  }),
  DeleteConfigurationSetEventDestination: z.object(onDestination),
  GetConfigurationSetEventDestinations: z.object(onSet),
};
