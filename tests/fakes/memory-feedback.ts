import { basicStreams } from '../../shared/email/streams.ts';
import type { FeedbackPorts } from '../../shared/feedback/feedback-batch.ts';
import type { FeedbackEvent } from '../../shared/feedback/feedback-event.ts';
import type { RecordedCalls } from '../../shared/feedback/ports.ts';
import { claimsOf, ownerOf } from '../../shared/feedback/sender-claims.ts';
import type { MessageEvents } from '../../shared/messages/event-ports.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import { toPipelineEvent } from '../../shared/pipeline-events/event-fact.ts';
import type { PipelineEvent } from '../../shared/pipeline-events/pipeline-event.ts';
import type { ReputationFact } from '../../shared/reputation/reputation-fact.ts';
import type { Count } from '../../shared/telemetry/ports.ts';
import { collect } from '../support/collect.ts';
import { memorySuppressions } from './memory-suppressions.ts';

/** Called before each effect; throws to make it fail. */
export type Fault = (
  port:
    | 'suppress'
    | 'liftComplaint'
    | 'noteSoftBounce'
    | 'endSoftBounces'
    | 'recordFacts'
    | 'recordEvents'
    | 'noteFeedback'
    | 'findMessageBySesId'
    | 'findSenderOwner',
  subject: string,
) => void;

/** What recorders work on, in memory: keeps each port's promise, and counts the calls. */
export const memoryFeedback = ({
  fault = () => {},
  nowMs = Date.parse('2026-03-01T09:01:00Z'),
  identityFeedback = true,
  meanwhile = () => {},
}: {
  fault?: Fault;
  nowMs?: number;
  identityFeedback?: boolean;
  /** Happens while a recorder waits. */
  meanwhile?: () => void;
} = {}) => {
  const suppressions = memorySuppressions();
  const messages = new Map<string, Map<string, FeedbackEvent>>();
  const known = new Map<string, MessageKey>();
  const claimed = new Map<string, readonly string[]>();
  const facts = new Map<string, ReputationFact>();
  const flows: RecordedCalls[] = [];
  const published: PipelineEvent[] = [];
  const topic = { isDown: false };
  const counts: Count[] = [];
  const lines: {
    level: string;
    message: string;
    fields: Readonly<Record<string, unknown>> | undefined;
  }[] = [];
  const calls: string[] = [];
  const waits: number[] = [];
  const nameOf = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

  const ports: FeedbackPorts = {
    streams: basicStreams,
    suppress: async (entry) => {
      calls.push('suppress');
      fault('suppress', entry.address);
      await suppressions.suppress(entry);
    },
    liftComplaint: async (address, scope, atMs) => {
      calls.push('liftComplaint');
      fault('liftComplaint', address);
      await suppressions.liftComplaint(address, scope, atMs);
    },
    noteSoftBounce: async (bounce) => {
      calls.push('noteSoftBounce');
      fault('noteSoftBounce', bounce.address);
      await suppressions.noteSoftBounce(bounce);
    },
    endSoftBounces: async (arrivals, bounced) => {
      calls.push('endSoftBounces');
      fault('endSoftBounces', arrivals.map(({ address }) => address).join(' '));
      await suppressions.endSoftBounces(arrivals, bounced);
    },
    recordFacts: async (told) => {
      calls.push('recordFacts');
      const failed = new Map<ReputationFact, unknown>();
      for (const fact of told) {
        try {
          fault('recordFacts', fact.tenantId);
          facts.set(`${fact.kind} ${fact.eventId}`, fact);
        } catch (error) {
          failed.set(fact, error);
        }
      }
      return { failed, uncounted: [] };
    },
    recordEvents: async ({ key, events }: MessageEvents) => {
      calls.push('recordEvents');
      fault('recordEvents', nameOf(key));
      const item = messages.get(nameOf(key)) ?? new Map<string, FeedbackEvent>();
      messages.set(nameOf(key), item);
      const fresh = events
        .filter((event) => !item.has(event.eventId))
        .map((event) => event.eventId);
      for (const event of events) item.set(event.eventId, event);
      return fresh;
    },
    noteFeedback: async (told) => {
      calls.push('noteFeedback');
      fault('noteFeedback', told.account);
      flows.push(told);
    },
    publishFacts: async (told) => {
      if (topic.isDown) return new Map(told.map((fact) => [fact, 'again']));
      const events = told.map((fact) => toPipelineEvent(fact));
      const first = new Map(events.toReversed().map((event) => [event.id, event]));
      published.push(...new Set(events.flatMap(({ id }) => first.get(id) ?? [])));
      return new Map();
    },
    findSenderOwner: async (sender) => {
      calls.push('findSenderOwner');
      fault('findSenderOwner', sender.source ?? '');
      const listed = [...claimed].map(([tenantId, senders]) => ({ tenantId, senders }));
      return ownerOf(claimsOf(listed), sender);
    },
    findMessageBySesId: identityFeedback
      ? async (id) => {
          calls.push('findMessageBySesId');
          fault('findMessageBySesId', id);
          return known.get(id);
        }
      : undefined,
    count: (count) => {
      counts.push(count);
    },
    log: (level, message, fields) => {
      lines.push({ level, message, fields });
    },
    clock: {
      now: () => nowMs,
      sleepUntil: async (untilMs) => {
        waits.push(untilMs - nowMs);
        meanwhile();
      },
    },
  };

  return {
    ports,
    known,
    /** Senders that tenants claim. */
    claimed,
    /** What was noted of feedback that flows. */
    flows,
    /** Pipeline events, in the order in which they were published. */
    published,
    topic,
    /** Facts of reputation, each once. */
    facts: () => [...facts.values()],
    counts,
    lines,
    calls,
    /** For how long was waited; ms. */
    waits,
    /** `address scope reason`, sorted; expired ones included. */
    suppressed: async () =>
      (await collect(suppressions.list({})))
        .map(({ address, scope, reason }) => `${address} ${scope} ${reason}`)
        .toSorted(),
    /** `tenant#message` → kinds recorded, sorted. */
    recorded: () =>
      Object.fromEntries(
        [...messages].map(([name, events]) => [
          name,
          [...events.values()].map((event) => event.kind).toSorted(),
        ]),
      ),
  };
};
