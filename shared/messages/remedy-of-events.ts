import type { FeedbackKind } from '../feedback/feedback-event.ts';
import { remedyOfBounce } from '../remedies/remedy-of-bounce.ts';
import { eventSorts } from './event-sort.ts';
import type { MessageRecord, RecordedEvent } from './message-record.ts';
import type { RecipientState } from './recipient-state.ts';

/** Remedies that are shown for one message; most recipients of a mail have the same trouble. */
const mostRemedies = 3;

/** Kinds of events that say why a recipient is in a state. */
const kindsOfState: Readonly<Partial<Record<RecipientState, FeedbackKind>>> = {
  complained: 'complaint',
  bounced: 'bounce',
  rejected: 'reject',
  failed: 'renderingFailure',
  delayed: 'deliveryDelay',
};

/**
 * What to do about the events of a message, by what the receiver's server said; none for events that
 * a later one has settled, such as a delay before a delivery.
 *
 * @param states - of the message's recipients
 */
export const remediesOfEvents = (
  { events, folded }: Pick<MessageRecord, 'events' | 'folded'>,
  states: readonly RecipientState[],
): readonly string[] => {
  const kinds = new Set(states.map((state) => kindsOfState[state]));
  const single = events
    .filter(({ kind }) => kinds.has(kind))
    .map((event) => remedyOf(event.kind, event.reason, event));
  const together = folded.flatMap(({ sort, reasons }) => {
    const { kind } = eventSorts[sort];
    return kinds.has(kind) ? reasons.map((reason) => remedyOf(kind, reason)) : [];
  });
  const remedies = [...single, ...together].filter((remedy) => remedy !== undefined);
  return [...new Set(remedies)].toSorted().slice(0, mostRemedies);
};

const remedyOf = (
  kind: FeedbackKind,
  reason: string | undefined,
  { detail, recipients }: Partial<Pick<RecordedEvent, 'detail' | 'recipients'>> = {},
): string | undefined => {
  const [address = ''] = recipients ?? [];
  const domain = address === '' ? undefined : address.slice(address.lastIndexOf('@') + 1);
  const named = isOwnKind(kind) ? `${kind}/${reason ?? ''}` : reason;
  const remedy = remedyOfBounce({ reason: named, diagnostic: detail, domain })?.remedy;
  if (kind !== 'deliveryDelay' || remedy?.startsWith('Nothing') === true) return remedy;
  return remedy === undefined ? stillTrying : `${stillTrying} If it fails: ${remedy}`;
};

/** Kinds whose reason says nothing without them. */
const isOwnKind = (kind: FeedbackKind): boolean => kind !== 'bounce' && kind !== 'deliveryDelay';

const stillTrying = 'Nothing yet: SES still tries, for up to 14 hours.';
