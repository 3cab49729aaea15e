import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { SesWorld } from '../world.ts';
import { checkNotAssociated } from './associated.ts';
import { type ConfigurationSet, newConfigurationSet } from './configuration-sets.ts';

type Sets = Pick<SesWorld, 'configurationSets'>;

/** The configuration set that a call names, or the refusal. */
export const setNamed = ({ configurationSets }: Sets, name: string): ConfigurationSet | Refusal =>
  configurationSets.get(name) ??
  refuse('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`);

/** Most configuration sets of an AWS account in a region. */
const maxSets = 10_000;

/** A new configuration set, not stored yet, or the refusal of its name. */
export const makeSet = ({ configurationSets }: Sets, name: string): ConfigurationSet | Refusal => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    return refuse('InvalidConfigurationSet', `Invalid configuration set name <${name}>.`);
  if (configurationSets.get(name) !== undefined)
    return refuse('ConfigurationSetAlreadyExists', `Configuration set <${name}> already exists.`);
  return configurationSets.list().length >= maxSets
    ? refuse('LimitExceeded', `An account has at most ${maxSets} configuration sets.`)
    : newConfigurationSet(name);
};

export const removeSet = (world: SesWorld, name: string): Refusal | undefined => {
  const set = setNamed(world, name);
  const refusal = 'code' in set ? set : checkNotAssociated(world, 'configuration-set', name);
  if (refusal === undefined) world.configurationSets.remove(name);
  return refusal;
};

/** Refusal of an unverified domain for tracking URLs. */
export const checkRedirectDomain = (
  { identities }: Pick<SesWorld, 'identities'>,
  domain: string,
): Refusal | undefined =>
  identities.covering(`any@${domain}`) === undefined
    ? refuse('InvalidTrackingOptions', `The custom redirect domain <${domain}> is not verified.`)
    : undefined;
