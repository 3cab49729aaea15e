import { isSimulated } from '../email/mailbox-simulator.ts';
import { countOf } from '../feedback/count-of.ts';
import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { streamOf } from '../feedback/stream-of.ts';
import { unknownStream } from './counts.ts';
import { countedAt } from './fact-time.ts';

/** Something that counts for a reputation, under a name of its own: told twice it counts once. */
export interface ReputationFact {
  readonly kind: 'sent' | 'bounced' | 'complained';
  /** Of the event; see `shared/feedback/event-id.ts`. */
  readonly eventId: string;
  /** When it counts, see `countedAt`; epoch ms. */
  readonly atMs: number;
  readonly tenantId: string;
  /** One of the streams, or `unknownStream`. */
  readonly stream: string;
  readonly recipients: number;
  /**
   * Another AWS account has sent the mail: it counts for the tenant, and not for the pipeline's own
   * account.
   */
  readonly isElsewhere?: boolean;
}

const dayMs = 86_400_000;
/** No window reaches back further than 7 days and the hour they begin in. */
const oldestMs = 8 * dayMs;

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

/**
 * What an event says for a reputation: recipients that SES accepted, that bounced for good, that
 * complained. Undefined when it says nothing: all other kinds, echoes of suppression lists, the
 * mailbox simulator, and what happened too long ago to be in a window.
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
  // A complaint may name nobody. Whoever cannot be read is somebody all the same.
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
