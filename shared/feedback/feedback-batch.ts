import type { FindMessageBySesId, RecordEvents } from '../messages/event-ports.ts';
import type { RecordFacts } from '../reputation/reputation-book.ts';
import type {
  EndSoftBounces,
  LiftComplaint,
  NoteSoftBounce,
  Suppress,
} from '../suppression/ports.ts';
import type { Clock } from '../system/ports.ts';
import type { CountMetric, Log } from '../telemetry/ports.ts';
import type { Attribution } from './attribution.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { parseEvents } from './parse-event.ts';
import type { NoteFeedback } from './ports.ts';
import type { ParsedEvent } from './read-ses-event.ts';

export interface FeedbackPorts {
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  readonly noteSoftBounce: NoteSoftBounce;
  readonly endSoftBounces: EndSoftBounces;
  readonly recordFacts: RecordFacts;
  readonly recordEvents: RecordEvents;
  readonly noteFeedback: NoteFeedback;
  /** Undefined where the pipeline is told of its mail by configuration sets alone. */
  readonly findMessageBySesId: FindMessageBySesId | undefined;
  readonly count: CountMetric;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
}

/** One thing handed in. */
export interface FeedbackInput {
  /** Under which the log and the dead-letter queue know it. */
  readonly id: string;
  /** In any envelope. */
  readonly content: unknown;
  /**
   * The tenant whom it is from: it tells of this tenant's mail and reaches no other's. Undefined
   * when it may tell of any mail.
   */
  readonly tenantId?: string;
  /**
   * Another AWS account tells of mail that it has sent: it counts for the tenant, and not for the
   * pipeline's own account.
   */
  readonly isElsewhere?: boolean;
  /**
   * When SNS says, and signs, that it was published; whatever the content says of that does not
   * count then. Epoch ms.
   */
  readonly publishedAtMs?: number;
}

/** An event, and the inputs of the batch that carry it: copies of one event share its id. */
export interface Received {
  readonly event: FeedbackEvent;
  readonly from: string | undefined;
  readonly isElsewhere: boolean;
  readonly inputs: readonly number[];
}

/** Events of one message, or a single event whose message is not known. */
export interface Group {
  readonly subject: Attribution;
  readonly received: readonly Received[];
}

/** The copy of an identity notification has no tags; the one that has says more. */
const fuller = (a: FeedbackEvent, b: FeedbackEvent): FeedbackEvent =>
  Object.keys(b.tags).length > Object.keys(a.tags).length ? b : a;

/**
 * Events that another account may tell of at once: SES publishes each by itself, and so much is
 * work that nobody limits before it is done.
 */
const mostEventsElsewhere = 10;

/** SES takes no mail for more, so no event of its own names more. */
const mostRecipientsElsewhere = 50;

/** Why feedback of another account is more than it can be; undefined where it is not. */
const excessOf = (parsed: readonly ParsedEvent[]): string | undefined => {
  if (parsed.length > mostEventsElsewhere) return 'too many events: publish each by itself';
  const isCrowded = parsed.some(
    (one) =>
      one.kind === 'event' &&
      one.event.recipients.length + one.event.unreadable > mostRecipientsElsewhere,
  );
  return isCrowded ? 'an event with more recipients than a mail of SES can have' : undefined;
};

/**
 * Reads a batch: each event once, whatever copies of it there are; one that cannot be understood
 * fails its input alone.
 */
export const readInputs = (
  inputs: readonly FeedbackInput[],
  log: Log,
): { readonly received: readonly Received[]; readonly unreadable: readonly number[] } => {
  const byId = new Map<string, Received>();
  const unreadable: number[] = [];
  for (const [index, input] of inputs.entries()) {
    const { id, content, tenantId: from, isElsewhere = false, publishedAtMs } = input;
    const parsed = parseEvents(content);
    const excess = isElsewhere ? excessOf(parsed) : undefined;
    if (excess !== undefined) {
      log('error', `feedback of another account holds ${excess}`, {
        id,
        events: parsed.length,
      });
      unreadable.push(index);
      continue;
    }
    for (const found of parsed) {
      if (found.kind === 'ignored') log('info', 'feedback ignored', { id, why: found.why });
      else if (found.kind === 'invalid') {
        log('error', 'feedback cannot be understood', { id, detail: found.detail });
        unreadable.push(index);
      } else {
        const event = publishedAtMs === undefined ? found.event : { ...found.event, publishedAtMs };
        const name = JSON.stringify([from ?? null, isElsewhere, event.eventId]);
        const known = byId.get(name);
        byId.set(name, {
          event: known ? fuller(known.event, event) : event,
          from,
          isElsewhere,
          inputs: [...(known?.inputs ?? []), index],
        });
      }
    }
  }
  return { received: [...byId.values()], unreadable };
};

/** Groups the events of each message. */
export const groupByMessage = (
  found: readonly { readonly one: Received; readonly subject: Attribution }[],
): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const { one, subject } of found) {
    const { key, tenantId, isConfined } = subject;
    const name = JSON.stringify(
      key
        ? [isConfined, key.tenantId, key.messageId]
        : [isConfined, tenantId, one.event.eventId, null],
    );
    groups.set(name, { subject, received: [...(groups.get(name)?.received ?? []), one] });
  }
  return [...groups.values()];
};
