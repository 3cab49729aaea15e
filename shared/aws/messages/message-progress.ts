import * as z from 'zod/mini';
import { messageItemName } from '../../messages/message-item-name.ts';
import { outcomeStates } from '../../messages/message-record.ts';
import type { MessageProgress } from '../../messages/ports.ts';
import { parseItem } from '../../system/unreadable-item.ts';
import type { Item } from '../dynamodb/documents.ts';
import { keyOfPk } from './message-key.ts';

const progressItem = z.object({
  pk: z.string(),
  attempts: z.optional(z.number()),
  plan: z.optional(z.array(z.array(z.number()))),
  fingerprint: z.optional(z.string()),
  outcome: z.optional(
    z.object({ state: z.optional(z.enum(outcomeStates)), heldCopy: z.optional(z.number()) }),
  ),
});

const refusalAttribute = z.object({
  why: z.string(),
  remedy: z.optional(z.string()),
});

/**
 * Progress of a message from its item; docs/architecture.md describes the attributes.
 *
 * @throws UnreadableItem when it cannot be read
 */
export const toProgress = (raw: Item): MessageProgress => {
  const item = parseItem(progressItem, raw, messageItemName(raw));
  return {
    key: keyOfPk(item.pk),
    sent: new Map(
      perPart(raw, 'sent').flatMap(([part, id]) =>
        typeof id === 'string' ? [[part, id] as const] : [],
      ),
    ),
    leases: numberPerPart(raw, 'lease'),
    unknownCalls: numberPerPart(raw, 'unknown'),
    refusals: refusalPerPart(raw),
    bySmtp: new Set(perPart(raw, 'smtp').map(([part]) => part)),
    plan: item.plan,
    fingerprint: item.fingerprint,
    attempts: item.attempts ?? 0,
    heldCopy: item.outcome?.heldCopy,
    outcome: item.outcome?.state,
    suppressed: textsIn(raw.suppressed),
  };
};

/** What is no list of texts counts as empty: nothing that is sent depends on it. */
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Values of the attributes named `<prefix><part>`, by part. */
const perPart = (item: Item, prefix: string): readonly (readonly [number, unknown])[] =>
  Object.entries(item).flatMap(([name, value]) => {
    const part = name.startsWith(prefix) ? Number(name.slice(prefix.length) || 'none') : Number.NaN;
    return Number.isInteger(part) ? [[part, value] as const] : [];
  });

/** Numeric values of the attributes named `<prefix><part>`, by part. */
const numberPerPart = (item: Item, prefix: string): ReadonlyMap<number, number> =>
  new Map(
    perPart(item, prefix).flatMap(([part, value]) =>
      typeof value === 'number' ? [[part, value] as const] : [],
    ),
  );

/** Parts that SES refused permanently: for which copy, and why. */
const refusalPerPart = (item: Item): MessageProgress['refusals'] =>
  new Map(
    perPart(item, 'refused').flatMap(([part, copyMs]) => {
      const refusal = refusalAttribute.safeParse(item[`refusal${part}`]);
      if (typeof copyMs !== 'number' || !refusal.success) return [];
      const { why, remedy } = refusal.data;
      return [[part, { copyMs, reason: why, remedy }] as const];
    }),
  );
