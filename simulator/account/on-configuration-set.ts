import { type Action, type ActionAnswer, requiring } from '../api/query-action.ts';
import type { QueryParameters } from '../api/query-protocol.ts';
import { type Refusal, refuse } from '../api/refusal.ts';
import type { SesWorld } from '../world.ts';
import type { ConfigurationSet } from './configuration-sets.ts';

const setDoesNotExist = (name: string): Refusal =>
  refuse('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`);

/** Makes an action on a configuration set that is there. */
export const onConfigurationSet = (
  act: (
    world: SesWorld,
    set: ConfigurationSet,
    parameters: QueryParameters,
  ) => ActionAnswer | Promise<ActionAnswer>,
): Action =>
  requiring(['ConfigurationSetName'], (world, value, parameters) => {
    const set = world.configurationSets.get(value('ConfigurationSetName'));
    return set === undefined
      ? setDoesNotExist(value('ConfigurationSetName'))
      : act(world, set, parameters);
  });
