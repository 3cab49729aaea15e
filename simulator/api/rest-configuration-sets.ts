import type { Refusal } from '../../shared/ses-api/wire/refusal.ts';
import {
  checkRedirectDomain,
  makeSet,
  removeSet,
  setNamed,
} from '../account/configuration-set-changes.ts';
import type { ConfigurationSet, TrackingOptions } from '../account/configuration-sets.ts';
import type { SesWorld } from '../world.ts';
import { type Answer, done, nothing, onRest } from './operation.ts';
import { pageOf } from './rest-page.ts';
import { checkFilter, ownTags, restTags } from './rest-values.ts';

interface GivenTracking {
  readonly CustomRedirectDomain?: string | undefined;
  readonly HttpsPolicy?: TrackingOptions['httpsPolicy'] | undefined;
}

/** Without a domain, tracking URLs lead to SES itself again. */
const trackingOptions = (
  world: SesWorld,
  { CustomRedirectDomain: domain, HttpsPolicy = 'OPTIONAL' }: GivenTracking,
): Pick<ConfigurationSet, 'trackingOptions'> | Refusal =>
  domain === undefined
    ? { trackingOptions: undefined }
    : (checkRedirectDomain(world, domain) ?? {
        trackingOptions: { customRedirectDomain: domain, httpsPolicy: HttpsPolicy },
      });

const tlsPolicyOf = (policy: 'REQUIRE' | 'OPTIONAL' | undefined): ConfigurationSet['tlsPolicy'] =>
  policy === 'REQUIRE' ? 'Require' : 'Optional';

const describe = (set: ConfigurationSet) => {
  const { trackingOptions: tracking, suppression } = set;
  return {
    ConfigurationSetName: set.name,
    TrackingOptions: tracking && {
      CustomRedirectDomain: tracking.customRedirectDomain,
      HttpsPolicy: tracking.httpsPolicy,
    },
    DeliveryOptions: { TlsPolicy: set.tlsPolicy.toUpperCase() },
    ReputationOptions: { ReputationMetricsEnabled: set.reputationMetricsEnabled },
    SendingOptions: { SendingEnabled: set.sendingEnabled },
    Tags: restTags(set.tags),
    SuppressionOptions:
      suppression.reasons === undefined && suppression.scope === undefined
        ? undefined
        : { SuppressedReasons: suppression.reasons, SuppressionScope: suppression.scope },
  };
};

/** Changes an existing configuration set. */
const change = (
  world: SesWorld,
  name: string,
  changes: () => Partial<ConfigurationSet> | Refusal,
): Answer<object> => {
  const set = setNamed(world, name);
  if ('code' in set) return set;
  const changed = changes();
  if ('code' in changed) return changed;
  world.configurationSets.put({ ...set, ...changed });
  return nothing;
};

/** Operations on configuration sets. */
export const configurationSetOperations = [
  onRest('CreateConfigurationSet', (world, asked) => {
    const set = makeSet(world, asked.ConfigurationSetName);
    if ('code' in set) return set;
    const tracking = trackingOptions(world, asked.TrackingOptions ?? {});
    if ('code' in tracking) return tracking;
    world.configurationSets.put({
      ...set,
      ...tracking,
      tlsPolicy: tlsPolicyOf(asked.DeliveryOptions?.TlsPolicy),
      reputationMetricsEnabled: asked.ReputationOptions?.ReputationMetricsEnabled ?? false,
      sendingEnabled: asked.SendingOptions?.SendingEnabled ?? true,
      suppression: {
        reasons: asked.SuppressionOptions?.SuppressedReasons,
        scope: asked.SuppressionOptions?.SuppressionScope,
      },
      tags: ownTags(asked.Tags),
    });
    return nothing;
  }),
  onRest('GetConfigurationSet', (world, { ConfigurationSetName }) => {
    const set = setNamed(world, ConfigurationSetName);
    return 'code' in set ? set : done(describe(set));
  }),
  onRest(
    'DeleteConfigurationSet',
    (world, { ConfigurationSetName }) => removeSet(world, ConfigurationSetName) ?? nothing,
  ),
  onRest('ListConfigurationSets', ({ configurationSets }, { Filter: filter, ...asked }) => {
    const refusal = checkFilter(filter, ['CONFIGURATION_SET_NAME_CONTAINS']);
    if (refusal !== undefined) return refusal;
    const part = filter?.CONFIGURATION_SET_NAME_CONTAINS ?? '';
    const names = configurationSets
      .list()
      .map(({ name }) => name)
      .filter((name) => name.includes(part));
    return pageOf('ConfigurationSets', names, (name) => name, asked);
  }),
  onRest('PutConfigurationSetTrackingOptions', (world, { ConfigurationSetName, ...options }) =>
    change(world, ConfigurationSetName, () => trackingOptions(world, options)),
  ),
  onRest('PutConfigurationSetDeliveryOptions', (world, { ConfigurationSetName, TlsPolicy }) =>
    change(world, ConfigurationSetName, () => ({ tlsPolicy: tlsPolicyOf(TlsPolicy) })),
  ),
  onRest('PutConfigurationSetReputationOptions', (world, asked) =>
    change(world, asked.ConfigurationSetName, () => ({
      reputationMetricsEnabled: asked.ReputationMetricsEnabled,
    })),
  ),
  onRest('PutConfigurationSetSendingOptions', (world, { ConfigurationSetName, SendingEnabled }) =>
    change(world, ConfigurationSetName, () => ({ sendingEnabled: SendingEnabled })),
  ),
  onRest('PutConfigurationSetSuppressionOptions', (world, asked) =>
    change(world, asked.ConfigurationSetName, () => ({
      suppression: { reasons: asked.SuppressedReasons, scope: asked.SuppressionScope },
    })),
  ),
];
