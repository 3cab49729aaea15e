import type { ConfigurationSet, TrackingOptions } from '../account/configuration-sets.ts';
import { onConfigurationSet } from '../account/on-configuration-set.ts';
import type { SesWorld } from '../world.ts';
import type { Action } from './query-action.ts';
import type { QueryParameters } from './query-protocol.ts';
import { missingMember, type Refusal, refuse } from './refusal.ts';

/** A domain or subdomain that is verified, as SES wants it; v1 says nothing of HTTPS. */
const readOptions = (
  { identities }: SesWorld,
  parameters: QueryParameters,
): TrackingOptions | Refusal => {
  const customRedirectDomain = parameters.get('TrackingOptions.CustomRedirectDomain');
  if (customRedirectDomain === undefined)
    return missingMember('trackingOptions.customRedirectDomain');
  return identities.covering(`any@${customRedirectDomain}`) === undefined
    ? refuse(
        'InvalidTrackingOptions',
        `The custom redirect domain <${customRedirectDomain}> is not verified.`,
      )
    : { customRedirectDomain, httpsPolicy: 'OPTIONAL' };
};

const missing = ({ name }: ConfigurationSet): Refusal =>
  refuse(
    'TrackingOptionsDoesNotExistException',
    `Configuration set <${name}> has no tracking options.`,
  );

const put = (world: SesWorld, set: ConfigurationSet, parameters: QueryParameters) => {
  const options = readOptions(world, parameters);
  if ('code' in options) return options;
  world.configurationSets.put({ ...set, trackingOptions: options });
  return undefined;
};

/** The domain of a configuration set's tracking URLs. */
export const trackingOptionsActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'CreateConfigurationSetTrackingOptions',
    onConfigurationSet((world, set, parameters) =>
      set.trackingOptions === undefined
        ? put(world, set, parameters)
        : refuse(
            'TrackingOptionsAlreadyExistsException',
            `Configuration set <${set.name}> already has tracking options.`,
          ),
    ),
  ],
  [
    'UpdateConfigurationSetTrackingOptions',
    onConfigurationSet((world, set, parameters) =>
      set.trackingOptions === undefined ? missing(set) : put(world, set, parameters),
    ),
  ],
  [
    'DeleteConfigurationSetTrackingOptions',
    onConfigurationSet((world, set) => {
      if (set.trackingOptions === undefined) return missing(set);
      world.configurationSets.put({ ...set, trackingOptions: undefined });
      return undefined;
    }),
  ],
]);
