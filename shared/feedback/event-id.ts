import { createHash } from 'node:crypto';
import { parseEventTime } from './event-time.ts';
import type { FeedbackKind } from './feedback-event.ts';

/**
 * The fields that distinguish one event from another. Every copy of an event carries the same
 * values.
 */
export interface EventIdentity {
  readonly kind: FeedbackKind;
  /** SES's feedback id of a bounce or complaint. */
  readonly feedbackId: string | undefined;
  readonly sesMessageId: string | undefined;
  /** Canonical. */
  readonly recipients: readonly string[];
  /**
   * Time of the event as SES wrote it; time of the mail for kinds that have no time of their own.
   */
  readonly time: string | undefined;
  /**
   * Further values that distinguish events of one kind in the same millisecond, such as the link
   * clicked or the type of delay.
   */
  readonly marks: readonly (string | undefined)[];
}

/**
 * Id of an event: equal for all copies of it (any envelope, any topic, identity notification or
 * configuration set), different for different events. SNS's message id is left out because each
 * copy has its own.
 *
 * SES may spread one bounce over several notifications with the same feedback id, so the recipients
 * count as well.
 *
 * @returns 24 hexadecimal digits, the beginning of a SHA-256
 */
export const eventIdOf = ({
  kind,
  feedbackId,
  sesMessageId,
  recipients,
  time,
  marks,
}: EventIdentity): string => {
  const parts =
    feedbackId === undefined
      ? [sesMessageId ?? null, instantOf(time), ...marks.map((mark) => mark ?? null)]
      : [feedbackId];
  // JSON delimits the parts, so that no value can imitate two.
  const text = JSON.stringify([kind, recipients.toSorted(), ...parts]);
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
};

/** Epoch ms when the time can be read, because SES may write the same instant in several ways. */
const instantOf = (time: string | undefined): number | string | null =>
  parseEventTime(time) ?? time ?? null;
