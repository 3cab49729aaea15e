import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import { setNamed } from '../account/configuration-set-changes.ts';
import {
  type EventDestination,
  type EventType,
  eventTypeOf,
} from '../account/configuration-sets.ts';
import {
  addDestination,
  changeDestination,
  removeDestination,
} from '../account/event-destination-changes.ts';
import { done, nothing, onRest } from './operation.ts';

interface GivenDestination {
  readonly Enabled?: boolean | undefined;
  readonly MatchingEventTypes?: readonly string[] | undefined;
  readonly SnsDestination?: { readonly TopicArn: string } | undefined;
}

const readDestination = (name: string, given: GivenDestination): EventDestination | Refusal =>
  given.SnsDestination === undefined
    ? invalidParameter('Only SNS destinations are simulated: SnsDestination must be specified.')
    : {
        name,
        enabled: given.Enabled ?? false,
        matchingEventTypes: (given.MatchingEventTypes ?? []).flatMap((text): EventType[] => {
          const type = eventTypeOf(text);
          return type === undefined ? [] : [type];
        }),
        topicArn: given.SnsDestination.TopicArn,
      };

const upperSnake = (type: EventType): string =>
  type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const describe = (destination: EventDestination) => ({
  Name: destination.name,
  Enabled: destination.enabled,
  MatchingEventTypes: destination.matchingEventTypes.map(upperSnake),
  SnsDestination: { TopicArn: destination.topicArn },
});

/** Operations on event destinations of configuration sets. */
export const eventDestinationOperations = [
  onRest('CreateConfigurationSetEventDestination', async (world, asked) => {
    const destination = readDestination(asked.EventDestinationName, asked.EventDestination);
    if ('code' in destination) return destination;
    return (await addDestination(world, asked.ConfigurationSetName, destination)) ?? nothing;
  }),
  onRest('UpdateConfigurationSetEventDestination', async (world, asked) => {
    const destination = readDestination(asked.EventDestinationName, asked.EventDestination);
    if ('code' in destination) return destination;
    return (await changeDestination(world, asked.ConfigurationSetName, destination)) ?? nothing;
  }),
  onRest(
    'DeleteConfigurationSetEventDestination',
    (world, { ConfigurationSetName, EventDestinationName }) =>
      removeDestination(world, ConfigurationSetName, EventDestinationName) ?? nothing,
  ),
  onRest('GetConfigurationSetEventDestinations', (world, { ConfigurationSetName }) => {
    const set = setNamed(world, ConfigurationSetName);
    return 'code' in set ? set : done({ EventDestinations: set.eventDestinations.map(describe) });
  }),
];
