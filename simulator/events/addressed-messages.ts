import { type ConfigurationSets, topicsFor } from '../account/configuration-sets.ts';
import type { Identities } from '../account/identities.ts';
import type { TopicMessage } from './event-publisher.ts';
import type { MailFacts, Occurrence } from './mail-facts.ts';
import { eventSubject, writeEvent } from './write-event.ts';
import { notificationTypeOf, writeNotification } from './write-notification.ts';

/** An event or notification, and its topic. */
export interface AddressedMessage extends TopicMessage {
  readonly topicArn: string;
}

interface Listeners {
  readonly configurationSets: ConfigurationSets;
  readonly identities: Identities;
}

/**
 * Messages about an outcome: events of the configuration set, and notifications of the identity.
 */
export const addressedMessages = (
  listeners: Listeners,
  facts: MailFacts,
  occurrence: Occurrence,
): readonly AddressedMessage[] => [
  ...toConfigurationSet(listeners, facts, occurrence),
  ...toIdentity(listeners, facts, occurrence),
];

const toConfigurationSet = (
  { configurationSets }: Listeners,
  facts: MailFacts,
  occurrence: Occurrence,
): readonly AddressedMessage[] => {
  const { configurationSet: name } = facts;
  const set = name === undefined ? undefined : configurationSets.get(name);
  const topics = topicsFor(set, occurrence.outcome.kind);
  if (topics.length === 0) return [];
  const message = writeEvent(facts, occurrence);
  return topics.map((topicArn) => ({ topicArn, subject: eventSubject, message }));
};

const toIdentity = (
  { identities }: Listeners,
  facts: MailFacts,
  occurrence: Occurrence,
): readonly AddressedMessage[] => {
  const type = notificationTypeOf(occurrence.outcome);
  const identity = type === undefined ? undefined : identities.covering(facts.source);
  const topicArn = type === undefined ? undefined : identity?.topics[type];
  if (type === undefined || identity === undefined || topicArn === undefined) return [];
  const message = writeNotification(facts, occurrence, identity.headersIn.includes(type));
  return message === undefined ? [] : [{ topicArn, subject: undefined, message }];
};
