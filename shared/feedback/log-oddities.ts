import { isOptOutOfNothing } from '../suppression/policy.ts';
import type { Log } from '../telemetry/ports.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';
import { partOf } from './part-of.ts';

/**
 * Whether our tags name a message but no valid part of it. Identity notifications have no tags and
 * need none.
 */
const lacksPart = (event: FeedbackEvent): boolean =>
  Object.hasOwn(event.tags, pipelineTags.message) && partOf(event) === undefined;

/**
 * Kinds of event that are about individual recipients; the others are about the mail and so about
 * all its recipients.
 */
const kindsOfPeople: readonly FeedbackEvent['kind'][] = [
  'bounce',
  'complaint',
  'delivery',
  'deliveryDelay',
];

/**
 * Logs the number of recipients that cannot be read, because nothing is done for them. The event's
 * other recipients are recorded.
 */
export const logUnreadable = ({ kind, eventId, unreadable }: FeedbackEvent, log: Log): void => {
  if (unreadable > 0 && kindsOfPeople.includes(kind))
    log('error', 'feedback names recipients that cannot be read: nothing follows for them', {
      kind,
      eventId,
      unreadable,
    });
};

/** Logs an opt-out that suppresses nobody because it names no stream. */
export const logOptOutOfNothing = (event: FeedbackEvent, log: Log): void => {
  const { kind, eventId } = event;
  if (isOptOutOfNothing(event))
    log('warn', 'opt-out without a stream: it suppresses nobody', {
      kind,
      eventId,
    });
};

/**
 * Logs, in one line, the events of a message that name no valid part. They are recorded, but settle
 * no send.
 */
export const logPartless = (events: readonly FeedbackEvent[], log: Log): void => {
  const partless = events.filter(lacksPart);
  const [first] = partless;
  if (first !== undefined)
    log('warn', 'feedback without a valid part number: it settles no send', {
      kind: first.kind,
      eventId: first.eventId,
      events: partless.length,
    });
};
