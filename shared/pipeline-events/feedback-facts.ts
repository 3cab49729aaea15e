import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { partOf } from '../feedback/part-of.ts';
import { streamOf } from '../feedback/stream-of.ts';
import type { MessageKey } from '../messages/ports.ts';
import { happenedAt, isNotSpam } from '../suppression/policy.ts';
import type { EventBody, EventFact } from './event-fact.ts';
import { sesIdForm, wordForm } from './forms.ts';

/**
 * What an event of SES says to services about a message of the pipeline; undefined for the kinds that
 * are not published.
 */
export const feedbackFact = (
  event: FeedbackEvent,
  key: MessageKey,
  nowMs: number,
): EventFact | undefined => {
  const body = bodyOf(event, key, nowMs);
  return body === undefined
    ? undefined
    : { body, marks: [event.eventId], addresses: event.recipients };
};

/** A word of SES; anything else that stands in its place is left out. */
const wordOf = (text: string | undefined): string | undefined =>
  text !== undefined && wordForm.test(text) ? text : undefined;

const bodyOf = (event: FeedbackEvent, key: MessageKey, nowMs: number): EventBody | undefined => {
  const { tenantId, messageId } = key;
  const { kind, reason, sesMessageId } = event;
  const mail = {
    ...{ tenantId, messageId, stream: streamOf(event) },
    time: new Date(happenedAt(event, nowMs)).toISOString(),
    part: partOf(event),
    sesMessageId:
      sesMessageId !== undefined && sesIdForm.test(sesMessageId) ? sesMessageId : undefined,
  };
  const recipientCount = event.recipients.length + event.unreadable;
  switch (kind) {
    case 'delivery':
      return { type: 'delivered', ...mail, recipientCount };
    case 'bounce': {
      const [bounceType, bounceSubtype] = (reason ?? '').split('/').map(wordOf);
      return { type: 'bounced', ...mail, recipientCount, bounceType, bounceSubtype };
    }
    case 'complaint':
      return isNotSpam(event)
        ? undefined
        : { type: 'complained', ...mail, recipientCount, feedbackType: wordOf(reason) };
    case 'reject':
      return { type: 'rejected', ...mail, reason: 'by-ses' };
    case 'renderingFailure':
      return { type: 'failed', ...mail, reason: 'rendering' };
    case 'send':
    case 'open':
    case 'click':
    case 'deliveryDelay':
    case 'subscription':
      return undefined;
    default:
      return kind satisfies never;
  }
};
