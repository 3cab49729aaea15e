import type { FeedbackEvent, FeedbackKind } from '../feedback/feedback-event.ts';
import type { SesEvent } from './lifecycle.ts';

/** Facts about a sort of events. */
interface SortFacts {
  readonly kind: FeedbackKind;
  readonly says: SesEvent;
  /** Whether outsiders, people or programs, can make SES send it again and again. */
  readonly isRepeated: boolean;
}

/**
 * Sorts of events. All events of a sort say the same about a mail, so one of them tells its state
 * as well as many.
 */
export const eventSorts = {
  send: { kind: 'send', says: 'ses:send', isRepeated: false },
  delivery: { kind: 'delivery', says: 'ses:delivery', isRepeated: false },
  reject: { kind: 'reject', says: 'ses:reject', isRepeated: false },
  renderingFailure: { kind: 'renderingFailure', says: 'ses:renderingFailure', isRepeated: false },
  bounce: { kind: 'bounce', says: 'ses:bounce', isRepeated: false },
  complaint: { kind: 'complaint', says: 'ses:complaint', isRepeated: false },
  /** About one recipient of the mail; SES does not say which. */
  'complaint-anonymous': { kind: 'complaint', says: 'ses:complaint', isRepeated: false },
  'complaint-not-spam': {
    kind: 'complaint',
    says: 'ses:complaint-not-spam',
    isRepeated: true,
  },
  /** Includes automatic replies: one for each that an answering machine sends. */
  'bounce-transient': { kind: 'bounce', says: 'ses:bounce-transient', isRepeated: true },
  deliveryDelay: { kind: 'deliveryDelay', says: 'ses:deliveryDelay', isRepeated: true },
  subscription: { kind: 'subscription', says: 'ses:subscription', isRepeated: true },
  open: { kind: 'open', says: 'ses:open', isRepeated: true },
  'open-human': { kind: 'open', says: 'ses:open', isRepeated: true },
  'open-bot': { kind: 'open', says: 'ses:open', isRepeated: true },
  click: { kind: 'click', says: 'ses:click', isRepeated: true },
  'click-human': { kind: 'click', says: 'ses:click', isRepeated: true },
  'click-bot': { kind: 'click', says: 'ses:click', isRepeated: true },
} as const satisfies Readonly<Record<string, SortFacts>>;

export type EventSort = keyof typeof eventSorts;

/** The sort of an event. */
export const sortOf = ({ kind, reason, recipients, agent }: Sortable): EventSort => {
  switch (kind) {
    case 'complaint':
      // The opposite of a complaint (RFC 6430): the recipient took the mail out of the spam folder,
      // so it arrived.
      if (reason === 'not-spam') return 'complaint-not-spam';
      return recipients.length === 0 ? 'complaint-anonymous' : 'complaint';
    case 'bounce':
      return reason?.startsWith('Transient') ? 'bounce-transient' : 'bounce';
    case 'open':
    case 'click':
      return agent === undefined ? kind : `${kind}-${agent}`;
    default:
      return kind;
  }
};

const isSort = (name: string): name is EventSort => Object.hasOwn(eventSorts, name);

export const sortNames: readonly EventSort[] = Object.keys(eventSorts).filter(isSort);

type Sortable = Pick<FeedbackEvent, 'kind' | 'reason' | 'recipients' | 'agent'>;
