import { eventSorts, sortOf } from './event-sort.ts';
import { type LifeState, type SesEvent, stateAfter, stateBySender } from './lifecycle.ts';
import type { FoldedEvents, MessageRecord, RecordedEvent } from './message-record.ts';

/**
 * What can be said of a message, most advanced first: of several facts the one that stands first
 * wins.
 */
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

/**
 * A recipient's mail can also be `delayed`: SES has it and tries again, which for the message as a
 * whole is still `sent`.
 */
export type RecipientState = MessageState | 'delayed';

/** What one event says, in the words of the machine. */
export const lifeEventOf = (event: RecordedEvent): SesEvent => eventSorts[sortOf(event)].says;

/** The same of events that are no longer kept one by one. */
export const lifeEventOfFolded = ({ sort }: FoldedEvents): SesEvent => eventSorts[sort].says;

/**
 * How a state is shown: whether a claim is still running, and who it was that refused, people need
 * not tell apart.
 */
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

/**
 * What is known of one part before SES's events: how far the sender came. Shown is the same for a
 * claim of any age.
 */
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

/**
 * An event that names nobody is about everybody the mail went to, except an anonymous complaint: it
 * is about one of them.
 */
const isAbout = (event: RecordedEvent, recipient: string, mailed: readonly string[]): boolean => {
  if (event.recipients.length > 0) return event.recipients.includes(recipient);
  return mailed.includes(recipient) && (event.kind !== 'complaint' || mailed.length === 1);
};

/**
 * The state of one recipient: the join of the facts about them, in whatever order they came.
 *
 * @param mailed - recipients that are not left out as suppressed
 */
export const stateOfRecipient = (
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

/** Of several states the one that stands first in {@link messageStates}. */
export const mostAdvanced = (states: readonly RecipientState[]): MessageState =>
  messageStates[Math.min(...states.map(rankOf), messageStates.length - 1)] ?? 'waiting';

/**
 * For a message of which no recipient is known: broken ones, and those that only an event without
 * recipients tells of.
 */
export const stateWithoutRecipients = (record: MessageRecord): MessageState =>
  mostAdvanced([
    ...[...record.events.map(lifeEventOf), ...record.folded.map(lifeEventOfFolded)].map((event) =>
      shown(stateAfter('waiting', event)),
    ),
    ...[...record.sent.map(({ part }) => part), ...record.claimedParts, 0].map((part) =>
      shown(stateOfPart(record, part)),
    ),
  ]);

/** Whether somebody complained whom SES does not name. */
export const isAnonymousComplaint = ({ events, folded }: MessageRecord): boolean =>
  [...events.map(sortOf), ...folded.map(({ sort }) => sort)].includes('complaint-anonymous');
