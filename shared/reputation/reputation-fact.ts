import { isSimulated } from '../email/mailbox-simulator.ts';
import { countOf } from '../feedback/count-of.ts';
import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { streamOf } from '../feedback/stream-of.ts';
import { unknownStream } from './counts.ts';
import { countedAt } from './fact-time.ts';

/**
 * One fact that counts for a reputation. It is named after its event, so a repeated one counts
 * once.
 */
export interface ReputationFact {
  readonly kind: 'sent' | 'bounced' | 'complained';
  /** Id of the event; see `shared/feedback/event-id.ts`. */
  readonly eventId: string;
  /** Time at which it counts; epoch ms; see `countedAt`. */
  readonly atMs: number;
  readonly tenantId: string;
  /** One of the streams, or `unknownStream`. */
  readonly stream: string;
  readonly recipients: number;
  /**
   * Whether another AWS account sent the mail. It then counts for the tenant, and not for the
   * pipeline's own account.
   */
  readonly isElsewhere?: boolean;
}

const dayMs = 86_400_000;
/**
 * Age of the oldest fact that counts; ms. No window reaches back further than 7 days and one hour.
 */
const oldestMs = 8 * dayMs;

/**
 * Reputation fact of an event: the number of recipients that SES accepted, that bounced permanently
 * or that complained. Undefined when the event adds nothing: other kinds, echoes of suppression
 * lists, SES's mailbox simulator, and events too old for any window.
 */
export const factOf = (
  event: FeedbackEvent,
  tenantId: string,
  nowMs: number,
): ReputationFact | undefined => {
  const kind = kindOf(event, tenantId);
  const atMs = countedAt(event, nowMs);
  if (kind === undefined || atMs < nowMs - oldestMs) return undefined;
  const real = event.recipients.filter((address) => !isSimulated(address)).length;
  // A complaint may name nobody and still counts as one. Unreadable recipients count too.
  const named = event.recipients.length + event.unreadable;
  const recipients = named === 0 ? 1 : real + event.unreadable;
  if (recipients === 0) return undefined;
  return {
    kind,
    eventId: event.eventId,
    atMs,
    tenantId,
    stream: streamOf(event) ?? unknownStream,
    recipients,
  };
};

const kindOf = (event: FeedbackEvent, tenantId: string): ReputationFact['kind'] | undefined => {
  if (event.kind === 'send') return 'sent';
  switch (countOf(event, tenantId)?.name) {
    case 'Bounced':
      return 'bounced';
    case 'Complained':
      return 'complained';
    default:
      return undefined;
  }
};
