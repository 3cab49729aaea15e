import { eventSorts, sortOf } from './event-sort.ts';
import { type LifeState, type SesEvent, stateAfter, stateBySender } from './lifecycle.ts';
import type { FoldedEvents, MessageRecord, RecordedEvent } from './message-record.ts';

/** States of a message, most advanced first: of several facts the first one wins. */
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
 * States of a recipient: also `delayed`, when SES has the mail and retries, which for the whole
 * message still is `sent`.
 */
export type RecipientState = MessageState | 'delayed';

/** The event of the state machine that a recorded event stands for. */
export const lifeEventOf = (event: RecordedEvent): SesEvent => eventSorts[sortOf(event)].says;

/** The event of the state machine that folded events stand for. */
export const lifeEventOfFolded = ({ sort }: FoldedEvents): SesEvent => eventSorts[sort].says;

/**
 * A machine state as it is shown. Whether a claim still runs, and who refused the mail, is not
 * distinguished.
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
 * State of a part by what the sender recorded, before SES's events. Claims of any age are shown
 * alike.
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
 * Whether an event is about a recipient. An event without recipients is about everybody the mail
 * went to, except an anonymous complaint, which is about one of them.
 */
const isAbout = (event: RecordedEvent, recipient: string, mailed: readonly string[]): boolean => {
  if (event.recipients.length > 0) return event.recipients.includes(recipient);
  return mailed.includes(recipient) && (event.kind !== 'complaint' || mailed.length === 1);
};

/**
 * State of one recipient: the join of the facts about them, in any order.
 *
 * @param mailed - recipients that were not left out as suppressed
 */
export const stateOfRecipient = (
  record: MessageRecord,
  recipient: string,
  mailed: readonly string[],
): RecipientState => shown(lifeOfRecipient(record, recipient, mailed));

/** Like {@link stateOfRecipient}, with soft and hard bounces told apart. */
export const lifeOfRecipient = (
  record: MessageRecord,
  recipient: string,
  mailed: readonly string[],
): LifeState => {
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
  return events.reduce<LifeState>(stateAfter, bySender);
};

const rankOf = (state: RecipientState): number =>
  messageStates.indexOf(state === 'delayed' ? 'sent' : state);

/** The state that comes first in {@link messageStates}. */
export const mostAdvanced = (states: readonly RecipientState[]): MessageState =>
  messageStates[Math.min(...states.map(rankOf), messageStates.length - 1)] ?? 'waiting';

/**
 * State of a message without known recipients: an invalid message, or one known only from an event
 * without recipients.
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

/** Whether there is a complaint without a named recipient. */
export const isAnonymousComplaint = ({ events, folded }: MessageRecord): boolean =>
  [...events.map(sortOf), ...folded.map(({ sort }) => sort)].includes('complaint-anonymous');
