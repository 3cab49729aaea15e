import { createHash } from 'node:crypto';
import type { FeedbackEvent } from './feedback-event.ts';

/** A mail that the pipeline has not sent, or of which the messages table knows nothing. */
export interface ForeignMail {
  /** Undefined when the event states no sender. */
  readonly senderDomain: string | undefined;
  /** Tenants that claim its sender, when there are several; the first ten. */
  readonly disputedBy: readonly string[];
}

/** Form of an id under which an event can be kept: of a message, or of foreign mail. */
export const keptIdForm = /^(?:(?:ses|event):(?:sha256:)?)?[A-Za-z0-9_.@-]{1,128}$/;

const plainId = /^[A-Za-z0-9_.@-]{1,128}$/;

/**
 * Message id of foreign mail: SES's id, or without one the id of the event. No message of the
 * pipeline can have such an id, because a colon is not allowed in one. An id of SES that is none is
 * hashed, so that whoever writes events cannot choose the key.
 */
export const foreignMessageId = ({
  sesMessageId,
  eventId,
}: Pick<FeedbackEvent, 'sesMessageId' | 'eventId'>): string => {
  if (sesMessageId === undefined) return `event:${eventId}`;
  return plainId.test(sesMessageId)
    ? `ses:${sesMessageId}`
    : `ses:sha256:${createHash('sha256').update(sesMessageId).digest('hex').slice(0, 32)}`;
};
