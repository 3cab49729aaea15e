import { createHash } from 'node:crypto';
import { parseEventTime } from './event-time.ts';
import type { FeedbackKind } from './feedback-event.ts';

/** What SES says that tells one event from another. Every copy of the event carries the same. */
export interface EventIdentity {
  readonly kind: FeedbackKind;
  /** SES's own name for a bounce or complaint. */
  readonly feedbackId: string | undefined;
  readonly sesMessageId: string | undefined;
  /** Canonical. */
  readonly recipients: readonly string[];
  /** The event's own time as written; the mail's for the kinds that have none. */
  readonly time: string | undefined;
  /**
   * What distinguishes events of one kind that happen in the same millisecond: the link clicked,
   * the type of delay.
   */
  readonly marks: readonly (string | undefined)[];
}

/** The same instant may be written in several ways. */
const instantOf = (time: string | undefined): number | string | null =>
  parseEventTime(time) ?? time ?? null;

/**
 * Names an event: equal for the same event by whichever way it came (another envelope, another
 * topic, the copy of the identity and that of the configuration set), different for different ones.
 * SNS's message id has no part in it, for each copy has its own.
 *
 * SES may spread one bounce over several notifications, so the recipients count even where there is
 * a feedback id.
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
  const told =
    feedbackId === undefined
      ? [sesMessageId ?? null, instantOf(time), ...marks.map((mark) => mark ?? null)]
      : [feedbackId];
  // JSON keeps the parts apart: no value can imitate two.
  const text = JSON.stringify([kind, recipients.toSorted(), ...told]);
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
};
