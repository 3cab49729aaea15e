import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import type { EventDestination, EventType } from '../account/configuration-sets.ts';
import {
  addDestination,
  changeDestination,
  removeDestination,
} from '../account/event-destination-changes.ts';
import { nothing, onQuery } from './operation.ts';

interface GivenDestination {
  readonly Name: string;
  readonly Enabled?: boolean | undefined;
  readonly MatchingEventTypes: readonly EventType[];
  readonly SNSDestination?: { readonly TopicARN: string } | undefined;
}

const readDestination = (given: GivenDestination): EventDestination | Refusal =>
  given.SNSDestination === undefined
    ? invalidParameter('Only SNS destinations are simulated: SNSDestination must be specified.')
    : {
        name: given.Name,
        enabled: given.Enabled ?? false,
        matchingEventTypes: given.MatchingEventTypes,
        topicArn: given.SNSDestination.TopicARN,
      };

/** Operations on event destinations of configuration sets. */
export const eventDestinationActions = [
  onQuery('CreateConfigurationSetEventDestination', async (world, asked) => {
    const destination = readDestination(asked.EventDestination);
    if ('code' in destination) return destination;
    return (await addDestination(world, asked.ConfigurationSetName, destination)) ?? nothing;
  }),
  onQuery('UpdateConfigurationSetEventDestination', async (world, asked) => {
    const destination = readDestination(asked.EventDestination);
    if ('code' in destination) return destination;
    return (await changeDestination(world, asked.ConfigurationSetName, destination)) ?? nothing;
  }),
  onQuery(
    'DeleteConfigurationSetEventDestination',
    (world, { ConfigurationSetName, EventDestinationName }) =>
      removeDestination(world, ConfigurationSetName, EventDestinationName) ?? nothing,
  ),
];
