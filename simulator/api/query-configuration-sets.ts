import {
  type EventDestination,
  type EventType,
  eventTypeOf,
  eventTypes,
  newConfigurationSet,
} from '../account/configuration-sets.ts';
import { onConfigurationSet } from '../account/on-configuration-set.ts';
import { eventTopicValidation } from '../events/topic-validation.ts';
import { element, type Markup, memberList, optionalElement } from '../sending/markup.ts';
import { type Action, group, pageOf, requiring } from './query-action.ts';
import { booleanOf, listOf, type QueryParameters } from './query-protocol.ts';
import { invalidParameter, missingMember, type Refusal, refuse } from './refusal.ts';
import { checkNotAssociated } from './rest-tenant-resources.ts';

const topicNotFound = (topicArn: string): Refusal =>
  refuse('InvalidSNSDestination', `SNS topic <${topicArn}> not found.`);

const createConfigurationSet = requiring(
  ['ConfigurationSet.Name'],
  ({ configurationSets }, value) => {
    const name = value('ConfigurationSet.Name');
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
      return refuse('InvalidConfigurationSet', `Invalid configuration set name <${name}>.`);
    if (configurationSets.get(name) !== undefined) {
      return refuse('ConfigurationSetAlreadyExists', `Configuration set <${name}> already exists.`);
    }
    configurationSets.put(newConfigurationSet(name));
    return undefined;
  },
);

const describeDestination = (destination: EventDestination): readonly Markup[] => [
  element('Name', destination.name),
  element('Enabled', destination.enabled),
  memberList('MatchingEventTypes', destination.matchingEventTypes),
  element('SNSDestination', element('TopicARN', destination.topicArn)),
];

const describeConfigurationSet = onConfigurationSet((_world, set, parameters) => {
  const wanted = listOf(parameters, 'ConfigurationSetAttributeNames');
  const isWanted = (name: string): boolean => wanted.includes(name);
  return group(
    element('ConfigurationSet', element('Name', set.name)),
    isWanted('eventDestinations')
      ? memberList('EventDestinations', set.eventDestinations.map(describeDestination))
      : undefined,
    isWanted('trackingOptions') && set.trackingOptions !== undefined
      ? element(
          'TrackingOptions',
          element('CustomRedirectDomain', set.trackingOptions.customRedirectDomain),
        )
      : undefined,
    isWanted('deliveryOptions')
      ? element('DeliveryOptions', element('TlsPolicy', set.tlsPolicy))
      : undefined,
    isWanted('reputationOptions')
      ? element(
          'ReputationOptions',
          element('SendingEnabled', set.sendingEnabled),
          element('ReputationMetricsEnabled', set.reputationMetricsEnabled),
        )
      : undefined,
  );
});

const listConfigurationSets: Action = ({ configurationSets }, parameters) => {
  const page = pageOf(configurationSets.list(), parameters, 1000, 1000);
  const members = page.items.map(({ name }) => element('Name', name));
  return group(
    memberList('ConfigurationSets', members),
    optionalElement('NextToken', page.nextToken),
  );
};

/** Kinds that v1 does not know. */
const onlyInV2: ReadonlySet<EventType> = new Set(['deliveryDelay', 'subscription']);

const readDestination = (parameters: QueryParameters): EventDestination | Refusal => {
  const name = parameters.get('EventDestination.Name') ?? '';
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    return invalidParameter(`Invalid event destination name <${name}>.`);
  const topicArn = parameters.get('EventDestination.SNSDestination.TopicARN');
  if (topicArn === undefined)
    return refuse(
      'InvalidParameterValue',
      'Only SNS destinations are simulated: SNSDestination must be specified.',
    );
  if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/.test(topicArn))
    return topicNotFound(topicArn);
  const matchingEventTypes: EventType[] = [];
  for (const text of listOf(parameters, 'EventDestination.MatchingEventTypes')) {
    const type = eventTypeOf(text);
    if (type === undefined || onlyInV2.has(type)) {
      const valid = eventTypes.filter((known) => !onlyInV2.has(known)).join(', ');
      return refuse(
        'ValidationError',
        `1 validation error detected: Value '[${text}]' at 'eventDestination.matchingEventTypes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${valid}]]`,
      );
    }
    matchingEventTypes.push(type);
  }
  if (matchingEventTypes.length === 0) return missingMember('eventDestination.matchingEventTypes');
  return {
    name,
    enabled: booleanOf(parameters, 'EventDestination.Enabled') ?? false,
    matchingEventTypes,
    topicArn,
  };
};

const maxDestinations = 10;

const createDestination = onConfigurationSet(async (world, set, parameters) => {
  const destination = readDestination(parameters);
  if ('code' in destination) return destination;
  if (set.eventDestinations.some(({ name }) => name === destination.name)) {
    return refuse(
      'EventDestinationAlreadyExists',
      `Event destination <${destination.name}> already exists.`,
    );
  }
  if (set.eventDestinations.length >= maxDestinations) {
    return refuse(
      'LimitExceeded',
      `A configuration set has at most ${maxDestinations} event destinations.`,
    );
  }
  if (!(await world.validateTopic(destination.topicArn, eventTopicValidation)))
    return topicNotFound(destination.topicArn);
  const current = world.configurationSets.get(set.name) ?? set;
  world.configurationSets.put({
    ...current,
    eventDestinations: [...current.eventDestinations, destination],
  });
  return undefined;
});

const noDestination: Refusal = refuse(
  'EventDestinationDoesNotExist',
  'No EventDestination found for name',
);

const updateDestination = onConfigurationSet(async (world, set, parameters) => {
  const destination = readDestination(parameters);
  if ('code' in destination) return destination;
  const before = set.eventDestinations.find(({ name }) => name === destination.name);
  if (before === undefined) return noDestination;
  const isNewTopic = before.topicArn !== destination.topicArn;
  if (isNewTopic && !(await world.validateTopic(destination.topicArn, eventTopicValidation)))
    return topicNotFound(destination.topicArn);
  const current = world.configurationSets.get(set.name) ?? set;
  const eventDestinations = current.eventDestinations.map((other) =>
    other.name === destination.name ? destination : other,
  );
  world.configurationSets.put({ ...current, eventDestinations });
  return undefined;
});

const deleteDestination = onConfigurationSet((world, set, parameters) => {
  const removed = parameters.get('EventDestinationName');
  if (!set.eventDestinations.some(({ name }) => name === removed)) return noDestination;
  world.configurationSets.put({
    ...set,
    eventDestinations: set.eventDestinations.filter(({ name }) => name !== removed),
  });
  return undefined;
});

/** Configuration sets and their event destinations. */
export const configurationSetActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['CreateConfigurationSet', createConfigurationSet],
  ['DescribeConfigurationSet', describeConfigurationSet],
  [
    'DeleteConfigurationSet',
    onConfigurationSet((world, set) => {
      const refusal = checkNotAssociated(world, 'configuration-set', set.name);
      if (refusal !== undefined) return refusal;
      world.configurationSets.remove(set.name);
      return undefined;
    }),
  ],
  ['ListConfigurationSets', listConfigurationSets],
  ['CreateConfigurationSetEventDestination', createDestination],
  ['UpdateConfigurationSetEventDestination', updateDestination],
  ['DeleteConfigurationSetEventDestination', deleteDestination],
  [
    'UpdateConfigurationSetSendingEnabled',
    onConfigurationSet((world, set, parameters) => {
      const sendingEnabled = booleanOf(parameters, 'Enabled');
      if (sendingEnabled === undefined) return missingMember('enabled');
      world.configurationSets.put({ ...set, sendingEnabled });
      return undefined;
    }),
  ],
  [
    'UpdateConfigurationSetReputationMetricsEnabled',
    onConfigurationSet((world, set, parameters) => {
      const reputationMetricsEnabled = booleanOf(parameters, 'Enabled');
      if (reputationMetricsEnabled === undefined) return missingMember('enabled');
      world.configurationSets.put({ ...set, reputationMetricsEnabled });
      return undefined;
    }),
  ],
  [
    'PutConfigurationSetDeliveryOptions',
    onConfigurationSet((world, set, parameters) => {
      const isRequired = parameters.get('DeliveryOptions.TlsPolicy') === 'Require';
      world.configurationSets.put({ ...set, tlsPolicy: isRequired ? 'Require' : 'Optional' });
      return undefined;
    }),
  ],
]);
