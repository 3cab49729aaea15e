import type { Streams } from '../email/streams.ts';
import type { RecordEvents } from '../messages/event-ports.ts';
import type { PublishFacts } from '../pipeline-events/ports.ts';
import type { RecordFacts } from '../reputation/reputation-book.ts';
import type {
  EndSoftBounces,
  LiftComplaint,
  NoteSoftBounce,
  Suppress,
} from '../suppression/ports.ts';
import type { Clock } from '../system/ports.ts';
import type { CountMetric, Log } from '../telemetry/ports.ts';
import type { Attribution, AttributionPorts } from './attribution.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { parseEvents } from './parse-event.ts';
import type { NoteFeedback } from './ports.ts';
import type { ParsedEvent } from './read-ses-event.ts';
import { withKnownStream } from './stream-of.ts';

export interface FeedbackPorts extends AttributionPorts {
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  readonly noteSoftBounce: NoteSoftBounce;
  readonly endSoftBounces: EndSoftBounces;
  readonly recordFacts: RecordFacts;
  readonly recordEvents: RecordEvents;
  readonly noteFeedback: NoteFeedback;
  readonly publishFacts: PublishFacts;
  readonly count: CountMetric;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now' | 'sleepUntil'>;
}

/** One input of a batch: a message of a queue, an SNS notification or an HTTP post. */
export interface FeedbackInput {
  /** Id by which the log and the dead-letter queue name it. */
  readonly id: string;
  /** The event, in any envelope. */
  readonly content: unknown;
  /**
   * Tenant whose topic published it: it affects this tenant's mail and no other's. Undefined when
   * it may concern any mail.
   */
  readonly tenantId?: string;
  /**
   * Whether another AWS account sent the mail and reports on it. It then counts for the tenant, and
   * not for the pipeline's own account.
   */
  readonly isElsewhere?: boolean;
  /** Time of publication as signed by SNS; epoch ms. It overrides any such time in the content. */
  readonly publishedAtMs?: number;
  /**
   * Whether it was handed in so often that it does not fail any more for a pipeline event that cannot
   * be published.
   */
  readonly isWornOut?: boolean;
}

/** An event and the indexes of the inputs that carry it. Copies of one event share its id. */
export interface Received {
  readonly event: FeedbackEvent;
  readonly from: string | undefined;
  readonly isElsewhere: boolean;
  readonly inputs: readonly number[];
}

/** Events of one message, or of one mail that is none of the pipeline's. */
export interface Group {
  readonly subject: Attribution;
  readonly received: readonly Received[];
}

/** The fuller of two copies: that of an identity has neither tags nor a configuration set. */
const fuller = (a: FeedbackEvent, b: FeedbackEvent): FeedbackEvent =>
  fullness(b) > fullness(a) ? b : a;

const fullness = ({ tags, configurationSet }: FeedbackEvent): number =>
  Object.keys(tags).length + (configurationSet === undefined ? 0 : 1);

/**
 * Limit of events per input from another account. SES publishes each event by itself, so more are
 * no feedback, and reading them would be work without a bound.
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
 * Reads a batch. Copies of an event become one; an event that cannot be understood fails its own
 * input only.
 *
 * @returns the events, and the indexes of inputs that cannot be read
 */
export const readInputs = (
  inputs: readonly FeedbackInput[],
  { streams, log }: Pick<FeedbackPorts, 'streams' | 'log'>,
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
        const known = withKnownStream(found.event, streams);
        const event = publishedAtMs === undefined ? known : { ...known, publishedAtMs };
        const name = JSON.stringify([from ?? null, isElsewhere, event.eventId]);
        const copy = byId.get(name);
        byId.set(name, {
          event: copy ? fuller(copy.event, event) : event,
          from,
          isElsewhere,
          inputs: [...(copy?.inputs ?? []), index],
        });
      }
    }
  }
  return { received: [...byId.values()], unreadable };
};

/** Groups the events by message. What may be a copy is a group of its own. */
export const groupByMessage = (
  found: readonly { readonly one: Received; readonly subject: Attribution }[],
): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const { one, subject } of found) {
    const { key, isConfined, isCopy } = subject;
    const name = JSON.stringify([isConfined, isCopy, key.tenantId, key.messageId]);
    groups.set(name, { subject, received: [...(groups.get(name)?.received ?? []), one] });
  }
  return [...groups.values()];
};
