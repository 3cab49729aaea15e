/**
 * Operations of the recorders on the messages table. Each rejects when the table cannot be reached.
 */
import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import type { ForeignMail } from '../feedback/foreign-mail.ts';
import type { MessageKey } from './ports.ts';

/**
 * Events of one message. Each is written under its own identity, so that order and repetition do
 * not change the item.
 */
export interface MessageEvents {
  readonly key: MessageKey;
  readonly events: readonly FeedbackEvent[];
  /**
   * The events come from a tenant's own topic, which may name any SES message id, so no message is
   * looked up by that id.
   */
  readonly isConfined?: boolean;
  /** Set when the key is no message of the pipeline: the events then settle no send. */
  readonly foreign?: ForeignMail | undefined;
}

/**
 * Records events. Resolves to the ids of those that were new, so that a repeated event is counted
 * once.
 */
export type RecordEvents = (events: MessageEvents) => Promise<readonly string[]>;

/** Finds the message of an SES message id, for events without the pipeline's tags. */
export type FindMessageBySesId = (sesMessageId: string) => Promise<MessageKey | undefined>;
