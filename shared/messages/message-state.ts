import { type Engagement, engagementOf, iso } from './engagement.ts';
import { eventSorts, sortOf } from './event-sort.ts';
import { isFolded } from './fold-events.ts';
import { type LifeState, type SesEvent, stateAfter, stateBySender } from './lifecycle.ts';
import type {
  FoldedEvents,
  MessageRecord,
  RecordedEvent,
  RefusedPart,
  SentPart,
} from './message-record.ts';

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
  /** ISO 8601, UTC; null when SES gave no time. */
  readonly at: string | null;
  /** `seen`, `sent`, an outcome's state, `conflict`, or SES's name for its event. */
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
  /** Opens and clicks, counted. */
  readonly engagement: Engagement;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** What one event says, in the words of the machine. */
const lifeEventOf = (event: RecordedEvent): SesEvent => eventSorts[sortOf(event)].says;

const lifeEventOfFolded = ({ sort }: FoldedEvents): SesEvent => eventSorts[sort].says;

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
  const isRefused = record.refused?.some((refused) => refused.part === part) === true;
  const facts = {
    isSent: record.sent.some((sent) => sent.part === part),
    outcome: isRefused ? ('failed' as const) : isAbout ? outcome.state : undefined,
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
  const index = record.recipients.indexOf(recipient);
  const isAnonymous = (one: FoldedEvents): boolean =>
    one.sort === 'complaint-anonymous' && mailed.length === 1 && mailed.includes(recipient);
  const events = [
    ...record.events.filter((event) => isAbout(event, recipient, mailed)).map(lifeEventOf),
    ...record.folded
      .filter((one) => one.recipients.includes(index) || isAnonymous(one))
      .map(lifeEventOfFolded),
  ];
  return shown(events.reduce<LifeState>(stateAfter, bySender));
};

const rankOf = (state: RecipientState): number =>
  messageStates.indexOf(state === 'delayed' ? 'sent' : state);

const mostAdvanced = (states: readonly RecipientState[]): MessageState =>
  messageStates[Math.min(...states.map(rankOf), messageStates.length - 1)] ?? 'waiting';

/** For a message of which no recipient is known: broken ones, and those that only an event without recipients tells of. */
const stateWithoutRecipients = (record: MessageRecord): MessageState =>
  mostAdvanced([
    ...[...record.events.map(lifeEventOf), ...record.folded.map(lifeEventOfFolded)].map((event) =>
      shown(stateAfter('waiting', event)),
    ),
    ...[...record.sent.map(({ part }) => part), ...record.claimedParts, 0].map((part) =>
      shown(stateOfPart(record, part)),
    ),
  ]);

const isAnonymousComplaint = ({ events, folded }: MessageRecord): boolean =>
  [...events.map(sortOf), ...folded.map(({ sort }) => sort)].includes('complaint-anonymous');

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

const agentNames = { human: 'by a person', bot: 'likely by a program' } as const;

const unreadableText = (count: number): string | undefined =>
  count === 0 ? undefined : `${count} named who cannot be read`;

const eventEntry = (record: MessageRecord, event: RecordedEvent): TimelineEntry => ({
  at: event.atMs === undefined ? null : iso(event.atMs),
  what: event.kind,
  detail: joined([
    event.reason,
    record.recipients.length > 1 ? event.recipients.join(', ') : undefined,
    unreadableText(event.unreadable),
    event.agent && agentNames[event.agent],
    event.detail,
  ]),
});

const foldedEntry = ({ sort, count, firstMs, lastMs }: FoldedEvents): TimelineEntry => ({
  at: firstMs === undefined ? null : iso(firstMs),
  what: eventSorts[sort].kind,
  detail: joined([
    sort === eventSorts[sort].kind ? undefined : sort,
    `${count} like it${lastMs === undefined ? '' : ` until ${iso(lastMs)}`}`,
  ]),
});

const conflictTold = 'another mail came under this id and was refused; it is a dead letter';

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
    ...(record.conflictAtMs === undefined
      ? []
      : [{ at: iso(record.conflictAtMs), what: 'conflict', detail: conflictTold }]),
    ...record.events.map((event) => eventEntry(record, event)),
    ...record.folded.map(foldedEntry),
  ];
  const orderOf = (entry: TimelineEntry): string =>
    `${entry.at ?? ''} ${entry.what === 'seen' ? 0 : entry.what === 'sent' ? 1 : 2} ${entry.what} ${entry.detail ?? ''}`;
  return entries.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const troubles: readonly SesEvent[] = [
  'ses:complaint',
  'ses:bounce',
  'ses:bounce-transient',
  'ses:reject',
  'ses:renderingFailure',
];

/** Parts that SES refused, but for the one that the outcome is about. */
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

/**
 * Derives what a person wants to know of a message from what the table holds of it.
 *
 * A recipient's state is the join of the facts about them, so any order and any repetition of the same events gives the same answer; the
 * message's state is that of its most advanced recipient, in the order of {@link messageStates}.
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
    sesMessageId: record.sent[0]?.sesMessageId ?? null,
    attempts: record.attempts,
    reasons: reasonsOf(record),
    remedy:
      record.outcome?.remedy ??
      refusedBefore(record).find(({ remedy }) => remedy !== undefined)?.remedy ??
      null,
    engagement: engagementOf(record),
    timeline: timelineOf(record),
  };
};
