import * as z from 'zod/mini';
import { feedbackKinds } from '../feedback/feedback-event.ts';
import { sortNames } from './event-sort.ts';
import {
  type FoldedEvents,
  type MessageRecord,
  outcomeStates,
  type RecordedEvent,
  type RefusedPart,
  type SentPart,
} from './message-record.ts';
import type { MessageKey } from './ports.ts';

/** A list, or the set that DynamoDB makes of one. */
const strings = z.union([
  z.array(z.string()),
  z.pipe(
    z.set(z.string()),
    z.transform((set) => [...set]),
  ),
]);
const optionalText = z.nullish(z.string());

const fixedAttributes = z.object({
  pk: z.optional(z.string()),
  stream: optionalText,
  recipients: z.optional(strings),
  suppressed: z.optional(strings),
  firstSeenAt: z.optional(z.number()),
  attempts: z.optional(z.number()),
  conflictAt: z.optional(z.number()),
  plan: z.nullish(z.array(z.array(z.number()))),
  outcome: z.optional(
    z.object({
      state: z.enum(outcomeStates),
      at: z.number(),
      reasons: z.optional(strings),
      remedy: optionalText,
      part: z.optional(z.number()),
    }),
  ),
});

const eventAttribute = z.object({
  k: z.enum(feedbackKinds),
  at: z.optional(z.number()),
  r: z.optional(strings),
  lost: z.optional(z.number()),
  by: z.optional(z.enum(['human', 'bot'])),
  why: optionalText,
  detail: optionalText,
});

const foldedAttribute = z.object({
  n: z.number(),
  from: z.optional(z.number()),
  to: z.optional(z.number()),
  who: z.array(z.number()),
  why: z._default(z.array(z.string()), []),
  marks: z.array(z.string()),
});

/** Attribute of the folded events of a sort. */
export const foldedName = (sort: string): string => `more_${sort}`;

/** How folded events stand in an item. */
export const toFoldedAttribute = (folded: FoldedEvents) => ({
  n: folded.count,
  from: folded.firstMs,
  to: folded.lastMs,
  who: folded.recipients,
  why: folded.reasons,
  marks: folded.marks,
});

const readFolded = (item: Readonly<Record<string, unknown>>): readonly FoldedEvents[] =>
  sortNames.flatMap((sort) => {
    const value = item[foldedName(sort)];
    if (value === undefined) return [];
    const { n, from, to, who, why, marks } = z.parse(foldedAttribute, value);
    return [{ sort, count: n, firstMs: from, lastMs: to, recipients: who, reasons: why, marks }];
  });

const refusedAttribute = z.object({ why: z.string(), remedy: optionalText });

const partOf = (
  prefix: 'lease' | 'sent' | 'sentAt' | 'refusal',
  name: string,
): number | undefined => {
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
};

const readKey = (item: z.infer<typeof fixedAttributes>): MessageKey => {
  const [tenantId = '', ...rest] = (item.pk ?? '').split('#');
  return { tenantId, messageId: rest.join('#') };
};

const sentId = z.string();
const sentTime = z.optional(z.number());

const readSent = (attributes: Readonly<Record<string, unknown>>): readonly SentPart[] => {
  const ids = new Map<number, string>();
  for (const [name, value] of Object.entries(attributes)) {
    const part = partOf('sent', name);
    if (part !== undefined) ids.set(part, z.parse(sentId, value));
  }
  return [...ids]
    .sort(([a], [b]) => a - b)
    .map(([part, sesMessageId]) => ({
      part,
      sesMessageId,
      atMs: z.parse(sentTime, attributes[`sentAt${part}`]),
    }));
};

const readRefused = (attributes: Readonly<Record<string, unknown>>): readonly RefusedPart[] =>
  Object.entries(attributes)
    .flatMap(([name, value]) => {
      const part = partOf('refusal', name);
      if (part === undefined) return [];
      const { why, remedy } = z.parse(refusedAttribute, value);
      return [{ part, reason: why, remedy: remedy ?? undefined }];
    })
    .sort((one, other) => one.part - other.part);

const readEvents = (attributes: Readonly<Record<string, unknown>>): readonly RecordedEvent[] =>
  Object.entries(attributes).flatMap(([name, value]) => {
    if (!name.startsWith('ev_')) return [];
    const event = z.parse(eventAttribute, value);
    return [
      {
        eventId: name.slice('ev_'.length),
        kind: event.k,
        atMs: event.at,
        recipients: event.r ?? [],
        unreadable: event.lost ?? 0,
        agent: event.by,
        reason: event.why ?? undefined,
        detail: event.detail ?? undefined,
      },
    ];
  });

/**
 * Reads one item of the messages table.
 *
 * @throws ZodError when an attribute has another shape than docs/architecture.md gives it; unknown
 * attributes are passed over.
 */
export const parseMessageItem = (item: Readonly<Record<string, unknown>>): MessageRecord => {
  const fixed = z.parse(fixedAttributes, item);
  return {
    key: readKey(fixed),
    stream: fixed.stream ?? undefined,
    recipients: fixed.recipients ?? [],
    suppressed: fixed.suppressed ?? [],
    firstSeenAtMs: fixed.firstSeenAt,
    attempts: fixed.attempts ?? 0,
    plan: fixed.plan ?? undefined,
    claimedParts: Object.keys(item)
      .flatMap((name) => partOf('lease', name) ?? [])
      .sort((a, b) => a - b),
    sent: readSent(item),
    refused: readRefused(item),
    outcome: fixed.outcome && {
      state: fixed.outcome.state,
      atMs: fixed.outcome.at,
      reasons: fixed.outcome.reasons ?? [],
      remedy: fixed.outcome.remedy ?? undefined,
      part: fixed.outcome.part,
    },
    conflictAtMs: fixed.conflictAt,
    events: readEvents(item),
    folded: readFolded(item),
  };
};
