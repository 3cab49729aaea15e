import { isOptOutOfNothing } from '../suppression/policy.ts';
import type { Log } from '../telemetry/ports.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';
import { partOf } from './part-of.ts';

/**
 * Our own tags name a part of each message. Notifications of identities have no tags, and need
 * none.
 */
const lacksPart = (event: FeedbackEvent): boolean =>
  Object.hasOwn(event.tags, pipelineTags.message) && partOf(event) === undefined;

/**
 * These are about people whom they name one by one; the others are about the mail, and so about
 * whom it went to.
 */
const kindsOfPeople: readonly FeedbackEvent['kind'][] = [
  'bounce',
  'complaint',
  'delivery',
  'deliveryDelay',
];

/**
 * Logs whom an event names and cannot be read, for nothing is done about them; the others are
 * recorded.
 */
export const tellUnreadable = ({ kind, eventId, unreadable }: FeedbackEvent, log: Log): void => {
  if (unreadable > 0 && kindsOfPeople.includes(kind))
    log('error', 'feedback names recipients that cannot be read: nothing follows for them', {
      kind,
      eventId,
      unreadable,
    });
};

/** Logs an opt-out that suppresses nobody. */
export const tellOptOutOfNothing = (event: FeedbackEvent, log: Log): void => {
  const { kind, eventId } = event;
  if (isOptOutOfNothing(event))
    log('warn', 'feedback is an opt-out and names no stream: it suppresses nobody', {
      kind,
      eventId,
    });
};

/**
 * Logs that of these events of one message some could not be used to settle a send; they are kept.
 * One line for all.
 */
export const tellPartless = (events: readonly FeedbackEvent[], log: Log): void => {
  const partless = events.filter(lacksPart);
  const [first] = partless;
  if (first !== undefined)
    log('warn', 'feedback names no part that a message can have: it settles no send', {
      kind: first.kind,
      eventId: first.eventId,
      events: partless.length,
    });
};
