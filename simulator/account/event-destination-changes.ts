import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { eventTopicValidation } from '../events/topic-validation.ts';
import type { SesWorld } from '../world.ts';
import { setNamed } from './configuration-set-changes.ts';
import type { ConfigurationSet, EventDestination } from './configuration-sets.ts';

const maxDestinations = 10;

const noDestination: Refusal = refuse(
  'EventDestinationDoesNotExist',
  'No EventDestination found for name',
);

const topicNotFound = (topicArn: string): Refusal =>
  refuse('InvalidSNSDestination', `SNS topic <${topicArn}> not found.`);

/** Problems of a destination that do not depend on the account. */
const checkDestination = ({
  name,
  topicArn,
  matchingEventTypes,
}: EventDestination): Refusal | undefined => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    return invalidParameter(`Invalid event destination name <${name}>.`);
  if (matchingEventTypes.length === 0)
    return invalidParameter('MatchingEventTypes must hold one type at least.');
  return /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/.test(topicArn)
    ? undefined
    : topicNotFound(topicArn);
};

/** The set of that name, if the destination is valid for it. */
const setThatTakes = (
  world: SesWorld,
  setName: string,
  destination: EventDestination,
): ConfigurationSet | Refusal => {
  const set = setNamed(world, setName);
  return 'code' in set ? set : (checkDestination(destination) ?? set);
};

const put = (
  { configurationSets }: SesWorld,
  set: ConfigurationSet,
  change: (destinations: readonly EventDestination[]) => readonly EventDestination[],
): undefined => {
  // Another call may have changed the set while the topic was validated.
  const current = configurationSets.get(set.name) ?? set;
  configurationSets.put({ ...current, eventDestinations: change(current.eventDestinations) });
};

export const addDestination = async (
  world: SesWorld,
  setName: string,
  destination: EventDestination,
): Promise<Refusal | undefined> => {
  const set = setThatTakes(world, setName, destination);
  if ('code' in set) return set;
  if (set.eventDestinations.some(({ name }) => name === destination.name))
    return refuse(
      'EventDestinationAlreadyExists',
      `Event destination <${destination.name}> already exists.`,
    );
  if (set.eventDestinations.length >= maxDestinations)
    return refuse(
      'LimitExceeded',
      `A configuration set has at most ${maxDestinations} event destinations.`,
    );
  if (!(await world.validateTopic(destination.topicArn, eventTopicValidation)))
    return topicNotFound(destination.topicArn);
  return put(world, set, (destinations) => [...destinations, destination]);
};

export const changeDestination = async (
  world: SesWorld,
  setName: string,
  destination: EventDestination,
): Promise<Refusal | undefined> => {
  const set = setThatTakes(world, setName, destination);
  if ('code' in set) return set;
  const before = set.eventDestinations.find(({ name }) => name === destination.name);
  if (before === undefined) return noDestination;
  const isNewTopic = before.topicArn !== destination.topicArn;
  if (isNewTopic && !(await world.validateTopic(destination.topicArn, eventTopicValidation)))
    return topicNotFound(destination.topicArn);
  return put(world, set, (destinations) =>
    destinations.map((other) => (other.name === destination.name ? destination : other)),
  );
};

export const removeDestination = (
  world: SesWorld,
  setName: string,
  name: string,
): Refusal | undefined => {
  const set = setNamed(world, setName);
  if ('code' in set) return set;
  if (!set.eventDestinations.some((one) => one.name === name)) return noDestination;
  return put(world, set, (destinations) => destinations.filter((one) => one.name !== name));
};
