import { randomUUID } from 'node:crypto';
import type { Random } from '../../shared/system/ports.ts';
import { type ConfigurationSets, topicsFor } from '../account/configuration-sets.ts';
import { drawEventCopies, type Faults } from '../account/faults.ts';
import type { Identities } from '../account/identities.ts';
import type { MailRecord } from '../sending/mail-record.ts';
import type { Outcome, PlannedOutcome } from '../sending/outcome.ts';
import type { EventPublisher, TopicMessage } from './event-publisher.ts';
import {
  eventSubject,
  type MailFacts,
  notificationTypeOf,
  type Occurrence,
  writeEvent,
  writeNotification,
} from './events.ts';

export interface EventDelivery {
  /** Lets the outcomes come about in their time, and tells those who listen. */
  readonly announce: (facts: MailFacts, planned: readonly PlannedOutcome[]) => void;
  /** Tells of something that came about just now. */
  readonly tell: (facts: MailFacts, outcome: Outcome, atMs: number) => void;
  /** Outcomes that have not come about yet, and copies of events that are held back. */
  readonly pending: () => number;
  readonly close: () => void;
}

export interface EventDeliveryOptions {
  readonly record: MailRecord;
  /** Undefined when there is no SNS: events are recorded and nobody is told. */
  readonly publisher: EventPublisher | undefined;
  readonly configurationSets: ConfigurationSets;
  readonly identities: Identities;
  readonly faults: () => Faults;
  readonly random: Random;
  /** Multiplies the time that outcomes take; 0 has them at once. */
  readonly delayScale: number;
}

const recipientsOf = (outcome: Outcome, facts: MailFacts): readonly string[] => {
  switch (outcome.kind) {
    case 'delivery':
    case 'complaint':
      return outcome.recipients;
    case 'bounce':
      return outcome.recipients.map((recipient) => recipient.emailAddress);
    case 'send':
    case 'reject':
    case 'renderingFailure':
    case 'open':
    case 'click':
      return facts.destinations;
  }
};

const detailOf = (outcome: Outcome): string | undefined => {
  switch (outcome.kind) {
    case 'bounce':
      return `${outcome.bounceType}/${outcome.bounceSubType}`;
    case 'complaint':
      return outcome.complaintSubType ?? outcome.complaintFeedbackType;
    case 'reject':
      return outcome.reason;
    case 'renderingFailure':
      return outcome.errorMessage;
    case 'click':
      return outcome.link;
    case 'open':
    case 'send':
    case 'delivery':
      return undefined;
  }
};

/** An event or notification and the topic it goes to. */
interface Addressed extends TopicMessage {
  readonly topicArn: string;
}

/** Publishes what becomes of the accepted mails, to the topics of their configuration sets and of their sender's identity. */
export const createEventDelivery = (options: EventDeliveryOptions): EventDelivery => {
  const { record, publisher, configurationSets, identities, random } = options;
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;

  const after = (delayMs: number, act: () => void): void => {
    if (isClosed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, delayMs);
    timers.add(timer);
  };

  const toConfigurationSet = (facts: MailFacts, occurrence: Occurrence): readonly Addressed[] => {
    const set =
      facts.configurationSet === undefined
        ? undefined
        : configurationSets.get(facts.configurationSet);
    const topics = topicsFor(set, occurrence.outcome.kind);
    if (topics.length === 0) return [];
    const message = writeEvent(facts, occurrence);
    return topics.map((topicArn) => ({ topicArn, subject: eventSubject, message }));
  };

  const toIdentity = (facts: MailFacts, occurrence: Occurrence): readonly Addressed[] => {
    const type = notificationTypeOf(occurrence.outcome);
    const identity = type === undefined ? undefined : identities.covering(facts.source);
    const topicArn = type === undefined ? undefined : identity?.topics[type];
    if (type === undefined || identity === undefined || topicArn === undefined) return [];
    const message = writeNotification(facts, occurrence, identity.headersIn.includes(type));
    return message === undefined ? [] : [{ topicArn, subject: undefined, message }];
  };

  const tell = (facts: MailFacts, occurrence: Occurrence): void => {
    const messages =
      publisher === undefined
        ? []
        : [...toConfigurationSet(facts, occurrence), ...toIdentity(facts, occurrence)];
    const copies = messages.flatMap((message) =>
      drawEventCopies(options.faults(), random).map((delayMs) => ({ message, delayMs })),
    );
    const change = record.addEvent(facts.messageId, {
      type: occurrence.outcome.kind,
      recipients: recipientsOf(occurrence.outcome, facts),
      detail: detailOf(occurrence.outcome),
      atMs: occurrence.atMs,
      copies: copies.length,
      published: 0,
      isDropped: messages.length > 0 && copies.length === 0,
    });
    for (const { message, delayMs } of copies) {
      const publish = (): void =>
        publisher?.publish(message.topicArn, message, () =>
          change((event) => ({ ...event, published: event.published + 1 })),
        );
      if (delayMs === 0) publish();
      else after(delayMs, publish);
    }
  };

  const occurrenceOf = (facts: MailFacts, outcome: Outcome, atMs: number): Occurrence => ({
    outcome,
    atMs,
    feedbackId: `${facts.messageId.slice(0, 16)}-${randomUUID()}-000000`,
  });

  return {
    tell: (facts, outcome, atMs) => tell(facts, occurrenceOf(facts, outcome, atMs)),
    announce: (facts, planned) => {
      for (const { afterMs, outcome } of planned) {
        const delayMs = afterMs * options.delayScale;
        const occurrence = occurrenceOf(facts, outcome, facts.acceptedAtMs + delayMs);
        if (delayMs === 0) queueMicrotask(() => tell(facts, occurrence));
        else after(delayMs, () => tell(facts, occurrence));
      }
    },
    pending: () => timers.size,
    close: () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
};
