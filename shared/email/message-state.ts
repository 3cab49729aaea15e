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
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** Strongest first. A bounce that SES calls transient stands below a delivery: automatic replies arrive as such bounces. */
const strength = ['complained', 'bounced', 'rejected', 'failed', 'delivered', 'bounced-softly', 'delayed', 'sent', 'nothing'] as const;

type Fact = (typeof strength)[number];

const stronger = (a: Fact, b: Fact): Fact => (strength.indexOf(a) <= strength.indexOf(b) ? a : b);

/** What one event says about those whom it is about. */
const factOf = (event: RecordedEvent): Fact => {
  switch (event.kind) {
    case 'complaint':
      // The opposite of a complaint (RFC 6430): somebody took the mail out of the spam folder, so it arrived.
      return event.reason === 'not-spam' ? 'delivered' : 'complained';
    case 'bounce':
      return event.reason?.startsWith('Transient') ? 'bounced-softly' : 'bounced';
    case 'reject':
      return 'rejected';
    case 'renderingFailure':
      return 'failed';
    case 'delivery':
    case 'open':
    case 'click':
    case 'subscription':
      return 'delivered';
    case 'deliveryDelay':
      return 'delayed';
    case 'send':
      return 'sent';
    default:
      return event.kind satisfies never;
  }
};

const bySoftness = (fact: Exclude<Fact, 'nothing'>): RecipientState => (fact === 'bounced-softly' ? 'bounced' : fact);

/** What is known of a recipient before SES's events: how far the sender came. */
const stateBySender = (record: MessageRecord, recipient: string): MessageState => {
  if (record.suppressed.includes(recipient)) return 'suppressed';
  const index = record.recipients.indexOf(recipient);
  const part = record.plan === undefined ? 0 : record.plan.findIndex((indexes) => indexes.includes(index));
  if (record.sent.some((sent) => sent.part === part)) return 'sent';
  // Whoever holds a message leaves its old claim; a new claim ends the outcome.
  if (record.claimedParts.includes(part) && record.outcome?.state !== 'held') return 'sending';
  return record.outcome?.state ?? 'waiting';
};

/** An event that names nobody is about everybody the mail went to, except an anonymous complaint: it is about one of them. */
const isAbout = (event: RecordedEvent, recipient: string, mailed: readonly string[]): boolean => {
  if (event.recipients.length > 0) return event.recipients.includes(recipient);
  return mailed.includes(recipient) && (event.kind !== 'complaint' || mailed.length === 1);
};

const stateOfRecipient = (record: MessageRecord, recipient: string, mailed: readonly string[]): RecipientState => {
  const fact = record.events
    .filter((event) => isAbout(event, recipient, mailed))
    .map(factOf)
    .reduce<Fact>(stronger, 'nothing');
  return fact === 'nothing' ? stateBySender(record, recipient) : bySoftness(fact);
};

const rankOf = (state: RecipientState): number => messageStates.indexOf(state === 'delayed' ? 'sent' : state);

const mostAdvanced = (states: readonly RecipientState[]): MessageState =>
  messageStates[Math.min(...states.map(rankOf), messageStates.length - 1)] ?? 'waiting';

/** For a message of which no recipient is known: broken ones, and those that only an event without recipients tells of. */
const stateWithoutRecipients = (record: MessageRecord): MessageState =>
  mostAdvanced([
    ...record.events.map(factOf).flatMap((fact) => (fact === 'nothing' ? [] : [bySoftness(fact)])),
    record.sent.length > 0
      ? 'sent'
      : record.claimedParts.length > 0 && record.outcome?.state !== 'held'
        ? 'sending'
        : (record.outcome?.state ?? 'waiting'),
  ]);

const isAnonymousComplaint = (event: RecordedEvent): boolean => event.recipients.length === 0 && factOf(event) === 'complained';

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
          detail: joined([sent.sesMessageId, record.plan && `part ${sent.part + 1} of ${record.plan.length}`]),
        },
      ];

const timelineOf = (record: MessageRecord): readonly TimelineEntry[] => {
  const entries: readonly TimelineEntry[] = [
    ...(record.firstSeenAtMs === undefined ? [] : [{ at: iso(record.firstSeenAtMs), what: 'seen', detail: null }]),
    ...record.sent.flatMap((sent) => sentEntry(record, sent)),
    ...(record.outcome ? [{ at: iso(record.outcome.atMs), what: record.outcome.state, detail: joined(record.outcome.reasons) }] : []),
    ...record.events.map((event) => ({
      at: iso(event.atMs),
      what: event.kind,
      detail: joined([event.reason, record.recipients.length > 1 ? event.recipients.join(', ') : undefined, event.detail]),
    })),
  ];
  const orderOf = (entry: TimelineEntry): string =>
    `${entry.at} ${entry.what === 'seen' ? 0 : entry.what === 'sent' ? 1 : 2} ${entry.what} ${entry.detail ?? ''}`;
  return entries.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const troubles: readonly Fact[] = ['complained', 'bounced', 'bounced-softly', 'rejected', 'failed'];

const reasonsOf = (record: MessageRecord): readonly string[] => {
  const fromEvents = record.events
    .filter((event) => troubles.includes(factOf(event)))
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
    ...new Set([...record.recipients, ...record.suppressed, ...record.events.flatMap((event) => event.recipients).toSorted()]),
  ];
  const mailed = record.recipients.filter((recipient) => !record.suppressed.includes(recipient));
  const recipients = Object.fromEntries(addresses.map((address) => [address, stateOfRecipient(record, address, mailed)]));
  const known = record.events.some(isAnonymousComplaint) ? (['complained'] as const) : [];
  return {
    messageId: record.key.messageId,
    tenantId: record.key.tenantId,
    state: addresses.length === 0 ? stateWithoutRecipients(record) : mostAdvanced([...known, ...Object.values(recipients)]),
    recipients,
    sesMessageId: record.sent[0]?.sesMessageId ?? null,
    attempts: record.attempts,
    reasons: reasonsOf(record),
    timeline: timelineOf(record),
  };
};
