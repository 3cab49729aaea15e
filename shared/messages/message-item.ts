import * as z from 'zod/mini';
import { feedbackKinds } from '../feedback/feedback-event.ts';
import { parseItem } from '../system/unreadable-item.ts';
import { sortNames } from './event-sort.ts';
import { messageItemName } from './message-item-name.ts';
import {
  type FoldedEvents,
  type MessageRecord,
  outcomeStates,
  type RecordedEvent,
  type RefusedPart,
  type SentPart,
} from './message-record.ts';
import type { MessageKey } from './ports.ts';

/** A list of strings, stored as a list or as a DynamoDB set. */
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
  noLinkAt: z.optional(z.number()),
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

/** Name of the attribute with the folded events of a sort. */
export const foldedName = (sort: string): string => `more_${sort}`;

/** Folded events in the form of their attribute. */
export const toFoldedAttribute = (folded: FoldedEvents) => ({
  n: folded.count,
  from: folded.firstMs,
  to: folded.lastMs,
  who: folded.recipients,
  why: folded.reasons,
  marks: folded.marks,
});

type Item = Readonly<Record<string, unknown>>;

/**
 * Reads one attribute of an item.
 *
 * @throws UnreadableItem that names the attribute
 */
const parseAttribute = <Schema extends z.ZodMiniType>(
  schema: Schema,
  item: Item,
  name: string,
): z.output<Schema> => parseItem(schema, item[name], messageItemName(item), [name]);

const readFolded = (item: Item): readonly FoldedEvents[] =>
  sortNames.flatMap((sort) => {
    const name = foldedName(sort);
    if (item[name] === undefined) return [];
    const { n, from, to, who, why, marks } = parseAttribute(foldedAttribute, item, name);
    return [{ sort, count: n, firstMs: from, lastMs: to, recipients: who, reasons: why, marks }];
  });

const refusedAttribute = z.object({ why: z.string(), remedy: optionalText });

const partOf = (
  prefix: 'lease' | 'sent' | 'sentAt' | 'refusal' | 'smtp',
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

const readSent = (item: Item): readonly SentPart[] => {
  const ids = new Map<number, string>();
  for (const name of Object.keys(item)) {
    const part = partOf('sent', name);
    if (part !== undefined) ids.set(part, parseAttribute(sentId, item, name));
  }
  return [...ids]
    .sort(([a], [b]) => a - b)
    .map(([part, sesMessageId]) => ({
      part,
      sesMessageId,
      atMs: parseAttribute(sentTime, item, `sentAt${part}`),
    }));
};

const readSmtpMarks = (item: Item): ReadonlyMap<number, string> =>
  new Map(
    Object.keys(item).flatMap((name) => {
      const part = partOf('smtp', name);
      return part === undefined ? [] : [[part, parseAttribute(sentId, item, name)] as const];
    }),
  );

const readRefused = (item: Item): readonly RefusedPart[] =>
  Object.keys(item)
    .flatMap((name) => {
      const part = partOf('refusal', name);
      if (part === undefined) return [];
      const { why, remedy } = parseAttribute(refusedAttribute, item, name);
      return [{ part, reason: why, remedy: remedy ?? undefined }];
    })
    .sort((one, other) => one.part - other.part);

const readEvents = (item: Item): readonly RecordedEvent[] =>
  Object.keys(item).flatMap((name) => {
    if (!name.startsWith('ev_')) return [];
    const event = parseAttribute(eventAttribute, item, name);
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
 * Reads one item of the messages table. Unknown attributes are ignored.
 *
 * @throws UnreadableItem when an attribute does not have the form given in docs/architecture.md
 */
export const parseMessageItem = (item: Item): MessageRecord => {
  const fixed = parseItem(fixedAttributes, item, messageItemName(item));
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
    smtpMarks: readSmtpMarks(item),
    refused: readRefused(item),
    outcome: fixed.outcome && {
      state: fixed.outcome.state,
      atMs: fixed.outcome.at,
      reasons: fixed.outcome.reasons ?? [],
      remedy: fixed.outcome.remedy ?? undefined,
      part: fixed.outcome.part,
    },
    conflictAtMs: fixed.conflictAt,
    noLinkAtMs: fixed.noLinkAt,
    events: readEvents(item),
    folded: readFolded(item),
  };
};
