/**
 * What the recorders need of the messages table. Each rejects when the table cannot be reached.
 */
import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import type { MessageKey } from './ports.ts';

/**
 * Events of one message, each written under its own identity: any order and any repetition gives
 * the same item.
 */
export interface MessageEvents {
  readonly key: MessageKey;
  readonly events: readonly FeedbackEvent[];
  /**
   * A tenant's own topic tells of them, and may name SES's id of any mail: none is found by what
   * they say.
   */
  readonly isConfined?: boolean;
}

/**
 * Resolves to the ids of those that the message did not have yet: an event that comes again is
 * counted once.
 */
export type RecordEvents = (events: MessageEvents) => Promise<readonly string[]>;

/** Finds the message that SES knows under this id, for events that do not carry our tags. */
export type FindMessageBySesId = (sesMessageId: string) => Promise<MessageKey | undefined>;
