import type { QueryValue } from '../../shared/ses-api/wire/query-answer.ts';
import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import {
  checkRedirectDomain,
  makeSet,
  removeSet,
  setNamed,
} from '../account/configuration-set-changes.ts';
import type { ConfigurationSet, EventDestination } from '../account/configuration-sets.ts';
import type { SesWorld } from '../world.ts';
import { type Answer, done, nothing, onQuery } from './operation.ts';
import { pageOf } from './query-page.ts';

const describeDestination = (destination: EventDestination) => ({
  Name: destination.name,
  Enabled: destination.enabled,
  MatchingEventTypes: destination.matchingEventTypes,
  SNSDestination: { TopicARN: destination.topicArn },
});

const describe = (set: ConfigurationSet, wanted: readonly string[]): QueryValue => ({
  ConfigurationSet: { Name: set.name },
  EventDestinations: wanted.includes('eventDestinations')
    ? set.eventDestinations.map(describeDestination)
    : undefined,
  TrackingOptions:
    wanted.includes('trackingOptions') && set.trackingOptions !== undefined
      ? { CustomRedirectDomain: set.trackingOptions.customRedirectDomain }
      : undefined,
  DeliveryOptions: wanted.includes('deliveryOptions') ? { TlsPolicy: set.tlsPolicy } : undefined,
  ReputationOptions: wanted.includes('reputationOptions')
    ? {
        SendingEnabled: set.sendingEnabled,
        ReputationMetricsEnabled: set.reputationMetricsEnabled,
      }
    : undefined,
});

/** Changes an existing configuration set. */
const change = (
  world: SesWorld,
  name: string,
  changes: (set: ConfigurationSet) => Partial<ConfigurationSet> | Refusal,
): Answer<QueryValue> => {
  const set = setNamed(world, name);
  if ('code' in set) return set;
  const changed = changes(set);
  if ('code' in changed) return changed;
  world.configurationSets.put({ ...set, ...changed });
  return nothing;
};

const noTrackingOptions = ({ name }: ConfigurationSet): Refusal =>
  refuse(
    'TrackingOptionsDoesNotExistException',
    `Configuration set <${name}> has no tracking options.`,
  );

/** v1 has no setting for HTTPS. */
const trackingOptions = (
  world: SesWorld,
  domain: string | undefined,
): Pick<ConfigurationSet, 'trackingOptions'> | Refusal => {
  if (domain === undefined) return invalidParameter('CustomRedirectDomain must be specified.');
  return (
    checkRedirectDomain(world, domain) ?? {
      trackingOptions: { customRedirectDomain: domain, httpsPolicy: 'OPTIONAL' },
    }
  );
};

/** Operations on configuration sets. */
export const configurationSetActions = [
  onQuery('CreateConfigurationSet', (world, { ConfigurationSet: { Name } }) => {
    const set = makeSet(world, Name);
    if ('code' in set) return set;
    world.configurationSets.put(set);
    return nothing;
  }),
  onQuery('DescribeConfigurationSet', (world, asked) => {
    const set = setNamed(world, asked.ConfigurationSetName);
    return 'code' in set ? set : done(describe(set, asked.ConfigurationSetAttributeNames));
  }),
  onQuery(
    'DeleteConfigurationSet',
    (world, { ConfigurationSetName }) => removeSet(world, ConfigurationSetName) ?? nothing,
  ),
  onQuery('ListConfigurationSets', ({ configurationSets }, asked) => {
    const { items, nextToken } = pageOf(configurationSets.list(), asked, 1000, 1000);
    return done({
      ConfigurationSets: items.map(({ name }) => ({ Name: name })),
      NextToken: nextToken,
    });
  }),
  onQuery('UpdateConfigurationSetSendingEnabled', (world, { ConfigurationSetName, Enabled }) =>
    change(world, ConfigurationSetName, () => ({ sendingEnabled: Enabled })),
  ),
  onQuery(
    'UpdateConfigurationSetReputationMetricsEnabled',
    (world, { ConfigurationSetName, Enabled }) =>
      change(world, ConfigurationSetName, () => ({ reputationMetricsEnabled: Enabled })),
  ),
  onQuery(
    'PutConfigurationSetDeliveryOptions',
    (world, { ConfigurationSetName, DeliveryOptions: options }) =>
      change(world, ConfigurationSetName, () => ({
        tlsPolicy: options?.TlsPolicy ?? 'Optional',
      })),
  ),
  onQuery(
    'CreateConfigurationSetTrackingOptions',
    (world, { ConfigurationSetName, TrackingOptions: options }) =>
      change(world, ConfigurationSetName, ({ name, trackingOptions: before }) =>
        before === undefined
          ? trackingOptions(world, options.CustomRedirectDomain)
          : refuse(
              'TrackingOptionsAlreadyExistsException',
              `Configuration set <${name}> already has tracking options.`,
            ),
      ),
  ),
  onQuery(
    'UpdateConfigurationSetTrackingOptions',
    (world, { ConfigurationSetName, TrackingOptions: options }) =>
      change(world, ConfigurationSetName, (set) =>
        set.trackingOptions === undefined
          ? noTrackingOptions(set)
          : trackingOptions(world, options.CustomRedirectDomain),
      ),
  ),
  onQuery('DeleteConfigurationSetTrackingOptions', (world, { ConfigurationSetName }) =>
    change(world, ConfigurationSetName, (set) =>
      set.trackingOptions === undefined ? noTrackingOptions(set) : { trackingOptions: undefined },
    ),
  ),
];
