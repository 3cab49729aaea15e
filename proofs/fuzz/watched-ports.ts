import type { MessageTable } from '../../shared/aws/messages/message-table.ts';
import type { SuppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import type { FeedbackPorts } from '../../shared/feedback/feedback-batch.ts';
import { knownClaims } from '../../shared/feedback/known-claims.ts';
import { publishNothing } from '../../shared/pipeline-events/publish-facts.ts';
import type { ReputationFact } from '../../shared/reputation/reputation-fact.ts';
import type { Count } from '../../shared/telemetry/ports.ts';
import { claims } from './event-senders.ts';
import { nowMs } from './event-times.ts';
import { knownMails } from './expected.ts';

/** One line of the log. */
export interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Record of what the recorders did through their ports. */
export interface Watch {
  readonly lines: Line[];
  readonly counts: Count[];
  /** By kind and event; a copy replaces itself. */
  readonly facts: Map<string, ReputationFact>;
  /** Each `address scope`. */
  readonly softened: Set<string>;
  readonly arrived: Set<string>;
  readonly pardoned: Set<string>;
  /** `tenant#message kind recipients`. */
  readonly noted: string[];
  /** `kind number` of recipients that cannot be read. */
  readonly unreadable: string[];
  /** Number of recorded events whose tags are not plain objects. */
  strangeTags: number;
}

/** The recorders' ports over the tables, watched. */
export const watchedPorts = (
  watch: Watch,
  tables: { readonly messages: MessageTable; readonly suppressions: SuppressionTable },
): FeedbackPorts => ({
  streams: basicStreams,
  ...suppressingPorts(watch, tables.suppressions),
  recordFacts: async (recorded) => {
    for (const fact of recorded) watch.facts.set(`${fact.kind} ${fact.eventId}`, fact);
    return { failed: new Map(), uncounted: [] };
  },
  recordEvents: recordEventsOf(watch, tables.messages),
  noteFeedback: async () => undefined,
  publishFacts: publishNothing,
  findMessageBySesId: async (sesMessageId) => known.get(sesMessageId),
  findSenderOwner: knownClaims(async () => claims, { now: () => nowMs }),
  count: (count) => void watch.counts.push(count),
  log: logOf(watch),
  clock: { now: () => nowMs, sleepUntil: async () => undefined },
});

export const newWatch = (): Watch => ({
  lines: [],
  counts: [],
  facts: new Map(),
  softened: new Set(),
  arrived: new Set(),
  pardoned: new Set(),
  noted: [],
  unreadable: [],
  strangeTags: 0,
});

/** The ports that write suppressions, watched. */
const suppressingPorts = (watch: Watch, suppressions: SuppressionTable) =>
  ({
    suppress: suppressions.suppress,
    liftComplaint: async (address, scope, atMs) => {
      watch.pardoned.add(`${address} ${scope}`);
      await suppressions.liftComplaint(address, scope, atMs);
    },
    noteSoftBounce: async (bounce) => {
      watch.softened.add(`${bounce.address} ${bounce.scope}`);
      await suppressions.noteSoftBounce(bounce);
    },
    endSoftBounces: async (arrivals, bounced) => {
      for (const { address, scope } of arrivals) watch.arrived.add(`${address} ${scope}`);
      await suppressions.endSoftBounces(arrivals, bounced);
    },
  }) satisfies Partial<FeedbackPorts>;

const recordEventsOf =
  (watch: Watch, messages: MessageTable): FeedbackPorts['recordEvents'] =>
  async (recorded) => {
    const fresh = await messages.recordEvents(recorded);
    const { tenantId, messageId } = recorded.key;
    for (const { eventId, kind, recipients, tags } of recorded.events) {
      if (Object.getPrototypeOf(tags) !== Object.prototype) watch.strangeTags += 1;
      if (fresh.includes(eventId))
        watch.noted.push(
          `${tenantId}#${messageId.replace(/^event:.*/, 'event')} ${kind} ${recipients.toSorted().join(',')}`,
        );
    }
    return fresh;
  };

const logOf =
  (watch: Watch): FeedbackPorts['log'] =>
  (level, message, fields = {}) => {
    if (message.startsWith('feedback names recipients that cannot be read'))
      watch.unreadable.push(`${String(fields.kind)} ${String(fields.unreadable)}`);
    watch.lines.push({ level, message, fields });
  };

const known = new Map(knownMails.map(({ sesMessageId, ...key }) => [sesMessageId, key]));
