import { type Engagement, engagementOf } from './engagement.ts';
import { eventSorts } from './event-sort.ts';
import { isFolded } from './fold-events.ts';
import type { SesEvent } from './lifecycle.ts';
import type { MessageRecord, RefusedPart } from './message-record.ts';
import {
  isAnonymousComplaint,
  lifeEventOf,
  lifeEventOfFolded,
  type MessageState,
  mostAdvanced,
  type RecipientState,
  stateOfRecipient,
  stateWithoutRecipients,
} from './recipient-state.ts';
import { remediesOfEvents } from './remedy-of-events.ts';
import { isBySmtp, type TimelineEntry, timelineOf } from './timeline.ts';

/** What `ses-pipeline status` shows for one message. */
export interface MessageStatus {
  readonly messageId: string;
  readonly tenantId: string;
  readonly state: MessageState;
  /** Canonical address → state. */
  readonly recipients: Readonly<Record<string, RecipientState>>;
  /** SES's message id of the first part that it accepted. */
  readonly sesMessageId: string | null;
  /**
   * Message-IDs of the mail that went by SMTP and not by SES, or may have: by them the log of that
   * provider tells of it. Its bounces are not observed here.
   */
  readonly smtpMessageIds: readonly string[];
  /** Calls to SES begun. */
  readonly attempts: number;
  /** Why the message, or some of its mail, did not arrive. */
  readonly reasons: readonly string[];
  /**
   * What a person should do about it; null when nothing is to be done, or when the reasons already
   * say it.
   */
  readonly remedy: string | null;
  /** Opens and clicks, counted. */
  readonly engagement: Engagement;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

const troubles: readonly SesEvent[] = [
  'ses:complaint',
  'ses:bounce',
  'ses:bounce-transient',
  'ses:reject',
  'ses:renderingFailure',
];

/**
 * Derives the status of a message from its item.
 *
 * A recipient's state is the join of the facts about them, so the order and repetition of events do
 * not matter. The message's state is that of its most advanced recipient, in the order of {@link
 * messageStates}.
 */
export const describeMessage = (item: MessageRecord): MessageStatus => {
  const record = {
    ...item,
    events: item.events.filter((event) => !isFolded(event, item.folded)),
  };
  const addresses = [
    ...new Set([
      ...record.recipients,
      ...record.suppressed,
      ...record.events.flatMap((event) => event.recipients).toSorted(),
    ]),
  ];
  const mailed = record.recipients.filter((recipient) => !record.suppressed.includes(recipient));
  const recipients = Object.fromEntries(
    addresses.map((address) => [address, stateOfRecipient(record, address, mailed)]),
  );
  const known = isAnonymousComplaint(record) ? (['complained'] as const) : [];
  return {
    messageId: record.key.messageId,
    tenantId: record.key.tenantId,
    state:
      addresses.length === 0
        ? stateWithoutRecipients(record)
        : mostAdvanced([...known, ...Object.values(recipients)]),
    recipients,
    sesMessageId: record.sent.find(({ part }) => !isBySmtp(record, part))?.sesMessageId ?? null,
    smtpMessageIds: smtpMessageIdsOf(record),
    attempts: record.attempts,
    reasons: reasonsOf(record),
    remedy: remedyOf(record, Object.values(recipients)),
    engagement: engagementOf(record),
    timeline: timelineOf(record),
  };
};

/** What the sender said of its refusals, then what SES's events mean. */
const remedyOf = (record: MessageRecord, states: readonly RecipientState[]): string | null => {
  const told =
    record.outcome?.remedy ??
    refusedBefore(record).find(({ remedy }) => remedy !== undefined)?.remedy;
  const remedies = [...(told === undefined ? [] : [told]), ...remediesOfEvents(record, states)];
  return remedies.length === 0 ? null : [...new Set(remedies)].join(' ');
};

/** Of a mail of unknown outcome only the first half of the Message-ID is known here. */
const smtpMessageIdsOf = ({ sent, smtpMarks = new Map(), claimedParts }: MessageRecord) =>
  [...smtpMarks].flatMap(([part, mark]): readonly string[] => {
    const accepted = sent.find((one) => one.part === part);
    if (accepted !== undefined) return [accepted.sesMessageId];
    return claimedParts.includes(part) ? [`${mark}@…`] : [];
  });

/** Parts that SES refused, without the part that the outcome is about. */
const refusedBefore = ({ refused = [], outcome }: MessageRecord): readonly RefusedPart[] =>
  refused.filter(({ part }) => part !== outcome?.part);

const reasonsOf = (record: MessageRecord): readonly string[] => {
  const textOf = (kind: string, reason: string | undefined): string =>
    `${kind}${reason ? `: ${reason}` : ''}`;
  const fromEvents = record.events
    .filter((event) => troubles.includes(lifeEventOf(event)))
    .map((event) => textOf(event.kind, event.reason));
  const fromFolded = record.folded
    .filter((one) => troubles.includes(lifeEventOfFolded(one)))
    .flatMap(({ sort, reasons }) =>
      (reasons.length === 0 ? [undefined] : reasons).map((reason) =>
        textOf(eventSorts[sort].kind, reason),
      ),
    );
  return [
    ...new Set([
      ...(record.outcome?.reasons ?? []),
      ...refusedBefore(record).map(({ reason }) => reason),
      ...[...fromEvents, ...fromFolded].toSorted(),
    ]),
  ];
};
