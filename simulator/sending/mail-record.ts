import type { MailFacts } from '../events/mail-facts.ts';
import { dropOldest } from './drop-oldest.ts';
import type { ReceivedMessage, RecordedEvent } from './received-message.ts';
import { type CopyTags, createRepeatedMailFinder, type RepeatedMail } from './repeated-mail.ts';
import { createSendDataPoints, type SendDataPoint } from './send-data-points.ts';
import { createSendingCounter, type SendingCounter } from './sending-statistics.ts';

/** Record of accepted mail. A limited number of whole messages is kept; the counts include all. */
export interface MailRecord extends Pick<SendingCounter, 'countFault' | 'countApp' | 'statistics'> {
  readonly accept: (facts: MailFacts, mime: Buffer) => void;
  readonly refuse: SendingCounter['countRefused'];
  /** @returns the handle by which the entry can be changed later */
  readonly addEvent: (
    messageId: string,
    event: RecordedEvent,
  ) => (changes: (event: RecordedEvent) => RecordedEvent) => void;
  readonly find: (messageId: string) => ReceivedMessage | undefined;
  /** Oldest first. */
  readonly messages: () => Iterable<ReceivedMessage>;
  readonly kept: () => number;
  readonly dataPoints: () => readonly SendDataPoint[];
  /** Every accepted call as `[epoch ms, recipients]`, oldest first. */
  readonly accepted: () => readonly (readonly [number, number])[];
  readonly repeated: () => readonly RepeatedMail[];
  /** Deletes messages and counts; the account's used rate and quota stay. */
  readonly clear: () => void;
}

interface Stored {
  readonly facts: MailFacts;
  readonly mime: Buffer;
  readonly events: RecordedEvent[];
}

/** @param keepMessages - number of whole messages that are kept; the oldest are dropped first */
export const createMailRecord = (keepMessages: number, copyTags: CopyTags): MailRecord => {
  const messages = new Map<string, Stored>();
  const acceptances: [number, number][] = [];
  const calls = createSendingCounter();
  const dataPoints = createSendDataPoints();
  const repeated = createRepeatedMailFinder(copyTags);

  return {
    accept: (facts, mime) => {
      const { messageId, acceptedAtMs } = facts;
      const recipients = facts.destinations.length;
      calls.countAccepted(recipients, acceptedAtMs);
      dataPoints.countAttempts(recipients, acceptedAtMs);
      acceptances.push([acceptedAtMs, recipients]);
      repeated.count(facts);
      messages.set(messageId, { facts, mime, events: [] });
      dropOldest(messages, keepMessages);
    },
    refuse: calls.countRefused,
    countFault: calls.countFault,
    countApp: calls.countApp,
    addEvent: (messageId, event) => {
      dataPoints.countEvent(event);
      const events = messages.get(messageId)?.events;
      const index = (events?.push(event) ?? 0) - 1;
      return (change) => {
        const current = events?.[index];
        if (events !== undefined && current !== undefined) events[index] = change(current);
      };
    },
    find: (messageId) => messages.get(messageId),
    messages: () => messages.values(),
    kept: () => messages.size,
    statistics: calls.statistics,
    dataPoints: dataPoints.all,
    accepted: () => acceptances,
    repeated: repeated.all,
    clear: () => {
      for (const owner of [messages, calls, repeated]) owner.clear();
      acceptances.length = 0;
    },
  };
};
