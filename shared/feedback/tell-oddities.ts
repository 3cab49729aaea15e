import type { Log } from '../ports.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';
import { partOf } from './part-of.ts';

/** Our own tags name a part of each message. Notifications of identities have no tags, and need none. */
const lacksPart = (event: FeedbackEvent): boolean =>
  Object.hasOwn(event.tags, pipelineTags.message) && partOf(event) === undefined;

/** Logs what of an event about a message could not be used, and what follows from that; the event itself is kept. */
export const tellOddities = (event: FeedbackEvent, log: Log): void => {
  const { kind, eventId } = event;
  if (lacksPart(event))
    log('warn', 'feedback names no part that a message can have: it settles no send', {
      kind,
      eventId,
    });
};
