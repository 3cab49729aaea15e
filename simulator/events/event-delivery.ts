import { randomUUID } from 'node:crypto';
import type { Random } from '../../shared/system/ports.ts';
import type { ConfigurationSets } from '../account/configuration-sets.ts';
import { drawEventCopies, type Faults } from '../account/faults.ts';
import type { Identities } from '../account/identities.ts';
import type { MailRecord } from '../sending/mail-record.ts';
import type { Outcome, PlannedOutcome } from '../sending/outcome.ts';
import { addressedMessages } from './addressed-messages.ts';
import type { EventPublisher } from './event-publisher.ts';
import type { MailFacts, Occurrence } from './mail-facts.ts';
import { detailOf, recipientsOf } from './recorded-outcome.ts';
import { createTimers, type Timers } from './timers.ts';

/** Publishes outcomes of accepted mails to the topics of configuration sets and identities. */
export interface EventDelivery {
  /** Schedules outcomes at their times, and publishes them then. */
  readonly announce: (facts: MailFacts, planned: readonly PlannedOutcome[]) => void;
  /** Publishes an outcome that has just happened. */
  readonly tell: (facts: MailFacts, outcome: Outcome, atMs: number) => void;
  /** Number of outcomes that have not happened yet and of delayed copies of events. */
  readonly pending: () => number;
  readonly close: () => void;
}

export interface EventDeliveryOptions {
  readonly record: MailRecord;
  /** Undefined without SNS; then events are recorded but not published. */
  readonly publisher: EventPublisher | undefined;
  readonly configurationSets: ConfigurationSets;
  readonly identities: Identities;
  readonly faults: () => Faults;
  readonly random: Random;
  /** Factor for the delays of outcomes; with 0 they happen at once. */
  readonly delayScale: number;
}

export const createEventDelivery = (options: EventDeliveryOptions): EventDelivery => {
  const timers = createTimers();
  return {
    tell: (facts, outcome, atMs) =>
      publish(options, timers, facts, occurrenceOf(facts, outcome, atMs)),
    announce: (facts, planned) => {
      for (const { afterMs, outcome } of planned) {
        const delayMs = afterMs * options.delayScale;
        const occurrence = occurrenceOf(facts, outcome, facts.acceptedAtMs + delayMs);
        const act = (): void => publish(options, timers, facts, occurrence);
        if (delayMs === 0) queueMicrotask(act);
        else timers.after(delayMs, act);
      }
    },
    pending: timers.pending,
    close: timers.close,
  };
};

const occurrenceOf = (facts: MailFacts, outcome: Outcome, atMs: number): Occurrence => ({
  outcome,
  atMs,
  feedbackId: `${facts.messageId.slice(0, 16)}-${randomUUID()}-000000`,
});

/** Publishes an event as often as the faults decide, and records the progress. */
const publish = (
  options: EventDeliveryOptions,
  timers: Timers,
  facts: MailFacts,
  occurrence: Occurrence,
): void => {
  const { record, publisher, faults, random } = options;
  const { outcome, atMs } = occurrence;
  const messages = publisher === undefined ? [] : addressedMessages(options, facts, occurrence);
  const copies = messages.flatMap((message) =>
    drawEventCopies(faults(), random).map((delayMs) => ({ message, delayMs })),
  );
  const change = record.addEvent(facts.messageId, {
    type: outcome.kind,
    recipients: recipientsOf(outcome, facts),
    detail: detailOf(outcome),
    atMs,
    copies: copies.length,
    published: 0,
    isDropped: messages.length > 0 && copies.length === 0,
  });
  for (const { message, delayMs } of copies) {
    const send = (): void =>
      publisher?.publish(message.topicArn, message, () =>
        change((event) => ({ ...event, published: event.published + 1 })),
      );
    if (delayMs === 0) send();
    else timers.after(delayMs, send);
  }
};
