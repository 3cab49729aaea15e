import { type LifeState, type SesEvent, stateAfter, stateBySender } from './lifecycle.ts';
import type { MessageRecord, RecordedEvent, SentPart } from './message-record.ts';

/** What can be said of a message, most advanced first: of several facts the one that stands first wins. */
export const messageStates = [
  'complained',
  'bounced',
  'rejected',
  'failed',
  'delivered',
  'sent',
  'sending',
  'held',
  'expired',
  'suppressed',
  'waiting',
] as const;

export type MessageState = (typeof messageStates)[number];

/** A recipient's mail can also be `delayed`: SES has it and tries again, which for the message as a whole is still `sent`. */
export type RecipientState = MessageState | 'delayed';

/** One line of a message's history. */
export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `seen`, `sent`, an outcome's state, or SES's name for its event. */
  readonly what: string;
  readonly detail: string | null;
}

/** What `ses-pipeline status` tells of one message. */
export interface MessageStatus {
  readonly messageId: string;
  readonly tenantId: string;
  readonly state: MessageState;
  /** Canonical address → state. */
  readonly recipients: Readonly<Record<string, RecipientState>>;
  /** Of the first part that SES accepted. */
  readonly sesMessageId: string | null;
  /** Calls to SES begun. */
  readonly attempts: number;
  /** Why the message, or some of its mail, did not arrive. */
  readonly reasons: readonly string[];
  /** What a person should do about them; null where there is nothing to do, or the reasons say it. */
  readonly remedy: string | null;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** What one event says, in the words of the machine. */
const lifeEventOf = (event: RecordedEvent): SesEvent => {
  switch (event.kind) {
    case 'complaint':
      // The opposite of a complaint (RFC 6430): somebody took the mail out of the spam folder, so it arrived.
      return event.reason === 'not-spam' ? 'ses:complaint-not-spam' : 'ses:complaint';
    case 'bounce':
      return event.reason?.startsWith('Transient') ? 'ses:bounce-transient' : 'ses:bounce';
    default:
      return `ses:${event.kind}`;
  }
};

/** How a state is shown: whether a claim is still running, and who it was that refused, people need not tell apart. */
const shown = (state: LifeState): RecipientState => {
  switch (state) {
    case 'unsettled':
    case 'unknown':
      return 'sending';
    case 'bounced-softly':
      return 'bounced';
    case 'failed-at-ses':
      return 'failed';
    case 'rejected-by-ses':
      return 'rejected';
    default:
      return state;
  }
};

/** What is known of one part before SES's events: how far the sender came. Shown is the same for a claim of any age. */
const stateOfPart = (record: MessageRecord, part: number): LifeState => {
  const { outcome } = record;
  const isAbout = outcome !== undefined && (outcome.part === undefined || outcome.part === part);
  const facts = {
    isSent: record.sent.some((sent) => sent.part === part),
    outcome: isAbout ? outcome.state : undefined,
  };
  const isClaimed = record.claimedParts.includes(part);
  const state = stateBySender(
    { ...facts, leaseUntilMs: isClaimed ? Number.NEGATIVE_INFINITY : undefined },
    0,
    0,
  );
  return state === 'waiting' ? (outcome?.state ?? state) : state;
};

const partOf = (record: MessageRecord, recipient: string): number => {
  const index = record.recipients.indexOf(recipient);
  return record.plan === undefined
    ? 0
    : record.plan.findIndex((indexes) => indexes.includes(index));
};

/** An event that names nobody is about everybody the mail went to, except an anonymous complaint: it is about one of them. */
const isAbout = (event: RecordedEvent, recipient: string, mailed: readonly string[]): boolean => {
  if (event.recipients.length > 0) return event.recipients.includes(recipient);
  return mailed.includes(recipient) && (event.kind !== 'complaint' || mailed.length === 1);
};

const stateOfRecipient = (
  record: MessageRecord,
  recipient: string,
  mailed: readonly string[],
): RecipientState => {
  const bySender = record.suppressed.includes(recipient)
    ? 'suppressed'
    : stateOfPart(record, partOf(record, recipient));
  const events = record.events
    .filter((event) => isAbout(event, recipient, mailed))
    .map(lifeEventOf);
  return shown(events.reduce<LifeState>(stateAfter, bySender));
};

const rankOf = (state: RecipientState): number =>
  messageStates.indexOf(state === 'delayed' ? 'sent' : state);

const mostAdvanced = (states: readonly RecipientState[]): MessageState =>
  messageStates[Math.min(...states.map(rankOf), messageStates.length - 1)] ?? 'waiting';

/** For a message of which no recipient is known: broken ones, and those that only an event without recipients tells of. */
const stateWithoutRecipients = (record: MessageRecord): MessageState =>
  mostAdvanced([
    ...record.events.map((event) => shown(stateAfter('waiting', lifeEventOf(event)))),
    ...[...record.sent.map(({ part }) => part), ...record.claimedParts, 0].map((part) =>
      shown(stateOfPart(record, part)),
    ),
  ]);

const isAnonymousComplaint = (event: RecordedEvent): boolean =>
  event.recipients.length === 0 && lifeEventOf(event) === 'ses:complaint';

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const joined = (words: readonly (string | undefined)[]): string | null =>
  words.filter((word) => word !== undefined && word !== '').join(' · ') || null;

const sentEntry = (record: MessageRecord, sent: SentPart): readonly TimelineEntry[] =>
  sent.atMs === undefined
    ? []
    : [
        {
          at: iso(sent.atMs),
          what: 'sent',
          detail: joined([
            sent.sesMessageId,
            record.plan && `part ${sent.part + 1} of ${record.plan.length}`,
          ]),
        },
      ];

const timelineOf = (record: MessageRecord): readonly TimelineEntry[] => {
  const entries: readonly TimelineEntry[] = [
    ...(record.firstSeenAtMs === undefined
      ? []
      : [{ at: iso(record.firstSeenAtMs), what: 'seen', detail: null }]),
    ...record.sent.flatMap((sent) => sentEntry(record, sent)),
    ...(record.outcome
      ? [
          {
            at: iso(record.outcome.atMs),
            what: record.outcome.state,
            detail: joined(record.outcome.reasons),
          },
        ]
      : []),
    ...record.events.map((event) => ({
      at: iso(event.atMs),
      what: event.kind,
      detail: joined([
        event.reason,
        record.recipients.length > 1 ? event.recipients.join(', ') : undefined,
        event.detail,
      ]),
    })),
  ];
  const orderOf = (entry: TimelineEntry): string =>
    `${entry.at} ${entry.what === 'seen' ? 0 : entry.what === 'sent' ? 1 : 2} ${entry.what} ${entry.detail ?? ''}`;
  return entries.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const troubles: readonly SesEvent[] = [
  'ses:complaint',
  'ses:bounce',
  'ses:bounce-transient',
  'ses:reject',
  'ses:renderingFailure',
];

const reasonsOf = (record: MessageRecord): readonly string[] => {
  const fromEvents = record.events
    .filter((event) => troubles.includes(lifeEventOf(event)))
    .map((event) => `${event.kind}${event.reason ? `: ${event.reason}` : ''}`);
  return [...new Set([...(record.outcome?.reasons ?? []), ...fromEvents.toSorted()])];
};

/**
 * Derives what a person wants to know of a message from what the table holds of it.
 *
 * A recipient's state is the join of the facts about them, so any order and any repetition of the same events gives the same answer; the
 * message's state is that of its most advanced recipient, in the order of {@link messageStates}.
 */
export const describeMessage = (record: MessageRecord): MessageStatus => {
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
  const known = record.events.some(isAnonymousComplaint) ? (['complained'] as const) : [];
  return {
    messageId: record.key.messageId,
    tenantId: record.key.tenantId,
    state:
      addresses.length === 0
        ? stateWithoutRecipients(record)
        : mostAdvanced([...known, ...Object.values(recipients)]),
    recipients,
    sesMessageId: record.sent[0]?.sesMessageId ?? null,
    attempts: record.attempts,
    reasons: reasonsOf(record),
    remedy: record.outcome?.remedy ?? null,
    timeline: timelineOf(record),
  };
};
