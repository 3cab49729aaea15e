import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type Counts, nameOfStream, noCounts } from '../../reputation/counts.ts';
import { isLate, slotOf } from '../../reputation/periods.ts';
import type { FactsAnswer } from '../../reputation/reputation-book.ts';
import type { ReputationFact } from '../../reputation/reputation-fact.ts';
import { mapInBatches } from '../../system/map-in-batches.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, Item, UpdateRequest } from '../dynamodb/documents.ts';
import { chunks, expiryOf, latePk, slotName, slotPk } from './reputation-keys.ts';

/**
 * Window of sent mail per item, by the time SES accepted it; ms. So a mail is in the same item
 * whenever and in whatever batch its event comes. With two seconds a busy pipeline's batch writes
 * few items, and at 1,000 mails a second an item stays below 20 KB.
 */
const gatherMs = 2_000;
/** Most attributes changed by one write; DynamoDB allows 4 KB of expression. */
const namesPerWrite = 100;
/**
 * Most marks in the item of one stream's mail elsewhere: 7 KB. Each window has 256 such items, by
 * event id, so no ordinary sender comes near the limit. Only a topic flooded on purpose does, and
 * what goes beyond is not counted: an item of DynamoDB's 400 KB would make each write cost 400
 * units, and then none would succeed.
 */
export const mostMarks = 1_000;

/**
 * Hexadecimal digits of a mark, from the event's id, which is a hash. Among 100,000 mails of one
 * window two share a mark once in 50,000 cases.
 */
const markDigits = 12;

/** Mark of a sent mail: six bytes of the event's id, and one for its number of recipients. */
const markOf = ({ eventId, recipients }: ReputationFact): Uint8Array =>
  Buffer.concat([
    Buffer.from(eventId.slice(0, markDigits), 'hex'),
    Buffer.of(Math.min(recipients, 255)),
  ]);

/** Set of distinct marks; DynamoDB refuses a set with duplicates. */
const setOf = (facts: readonly ReputationFact[]): Set<Uint8Array> =>
  new Set(new Map(facts.map((fact) => [fact.eventId.slice(0, markDigits), markOf(fact)])).values());

const nameOf = ({ tenantId, stream, isElsewhere }: ReputationFact): string =>
  nameOfStream(tenantId, stream, isElsewhere);

/**
 * Share of the window, that is the item, in which sent mail is marked.
 *
 * The account's own mail is spread by tenant over 16 items, however many tenants there are: SES
 * reports it, and accepts no more of it than the account's rate. Mail reported by another account
 * is in items of its own tenant and stream, because the owner of a topic can publish anything on
 * it. It arrives one by one, so many small items cost no more than a large one.
 */
const shareOf = (fact: ReputationFact): string =>
  fact.isElsewhere
    ? `${nameOf(fact)}#${fact.eventId.slice(0, 2)}`
    : createHash('sha256').update(fact.tenantId).digest('hex').slice(0, 1);

/** One write, and the facts in it. */
type FactWrite = { readonly facts: readonly ReputationFact[] } & (
  | { readonly kind: 'gather'; readonly request: Omit<UpdateRequest, 'TableName'> }
  | { readonly kind: 'put'; readonly Item: Item }
);

/**
 * Update that adds marks of several streams to the item of their share. Adding an element that a
 * set already has changes nothing.
 */
const gathering = (
  gatheredAtMs: number,
  share: string,
  some: readonly (readonly [string, readonly ReputationFact[]])[],
): FactWrite => {
  const slot = slotOf(gatheredAtMs);
  const isElsewhere = some.some(([, [first]]) => first?.isElsewhere === true);
  return {
    kind: 'gather',
    facts: some.flatMap(([, facts]) => facts),
    request: {
      Key: {
        pk: slotPk(slot, isElsewhere),
        sk: `sent#${String(gatheredAtMs - slot).padStart(6, '0')}#${share}`,
      },
      UpdateExpression: `SET expiresAt = :expiry ADD ${some.map((_, index) => `#n${index} :n${index}`).join(', ')}`,
      ...(isElsewhere
        ? { ConditionExpression: 'attribute_not_exists(#n0) OR size(#n0) < :most' }
        : {}),
      ExpressionAttributeNames: Object.fromEntries(
        some.map(([name], index) => [`#n${index}`, name]),
      ),
      ExpressionAttributeValues: {
        ':expiry': expiryOf(slot),
        ...(isElsewhere ? { ':most': mostMarks } : {}),
        ...Object.fromEntries(some.map(([, ones], index) => [`:n${index}`, setOf(ones)])),
      },
    },
  };
};

const gatherings = (sent: readonly ReputationFact[]): readonly FactWrite[] => {
  const windows = Map.groupBy(sent, ({ atMs }) => Math.floor(atMs / gatherMs) * gatherMs);
  return [...windows].flatMap(([gatheredAtMs, ofWindow]) =>
    [...Map.groupBy(ofWindow, shareOf)].flatMap(([share, ofShare]) =>
      chunks([...Map.groupBy(ofShare, nameOf)], namesPerWrite).map((some) =>
        gathering(gatheredAtMs, share, some),
      ),
    ),
  );
};

/** Item of a bounce or complaint; each has one of its own. */
const noteOf = (fact: ReputationFact): FactWrite => {
  const { kind, eventId, atMs, tenantId, stream, recipients, isElsewhere } = fact;
  const slot = slotOf(atMs);
  return {
    kind: 'put',
    facts: [fact],
    Item: {
      pk: slotPk(slot, isElsewhere),
      sk: `${kind}#${eventId}`,
      ...{ kind, tenantId, stream, recipients },
      ...(isElsewhere ? { isElsewhere } : {}),
      expiresAt: expiryOf(slot),
    },
  };
};

/**
 * Item that marks a slot as late. It is written after the facts, so that whoever reads the mark
 * finds them.
 */
const lateMarkOf = (
  [slot, facts]: readonly [number, readonly ReputationFact[]],
  nowMs: number,
): FactWrite => ({
  kind: 'put',
  facts,
  Item: {
    pk: latePk,
    sk: slotName(slot),
    mark: `${nowMs}-${facts[0]?.eventId}`,
    expiresAt: expiryOf(nowMs),
  },
});

/**
 * Writes facts into the reputation table; docs/reputation.md describes its layout. Each item is
 * written on its own, so that one failure does not affect others.
 */
export const recordFactsIn = async (
  documents: Documents,
  table: string,
  facts: readonly ReputationFact[],
  nowMs: number,
): Promise<FactsAnswer> => {
  const failed = new Map<ReputationFact, unknown>();
  const uncounted: ReputationFact[] = [];
  const write = async (one: FactWrite): Promise<void> => {
    try {
      if (one.kind === 'put') await documents.put({ TableName: table, Item: one.Item });
      else if (!(await isDone(documents.update({ TableName: table, ...one.request }))))
        uncounted.push(...one.facts);
    } catch (error) {
      for (const fact of one.facts) failed.set(fact, error);
    }
  };
  const isSent = ({ kind }: ReputationFact): boolean => kind === 'sent';
  const others = facts.filter((fact) => !isSent(fact));
  await mapInBatches([...gatherings(facts.filter(isSent)), ...others.map(noteOf)], write);

  const written = facts.filter((fact) => !failed.has(fact));
  const late = [...Map.groupBy(written, ({ atMs }) => slotOf(atMs))].filter(([slot]) =>
    isLate(slot, nowMs),
  );
  await mapInBatches(
    late.map((each) => lateMarkOf(each, nowMs)),
    write,
  );
  return { failed, uncounted };
};

const factItem = z.looseObject({
  kind: z.enum(['bounced', 'complained']),
  tenantId: z.string(),
  stream: z.string(),
  recipients: z.number(),
  isElsewhere: z.optional(z.boolean()),
});

/** Counts that one item of facts adds to its slot. */
export const talliesOfItem = (item: Item): readonly (readonly [string, Counts])[] => {
  const fact = z.safeParse(factItem, item);
  if (fact.success) {
    const { kind, tenantId, stream, recipients, isElsewhere } = fact.data;
    return [[nameOfStream(tenantId, stream, isElsewhere), { ...noCounts, [kind]: recipients }]];
  }
  return Object.entries(item).flatMap(([name, marks]) => {
    if (!(marks instanceof Set)) return [];
    let sent = 0;
    for (const mark of marks) if (mark instanceof Uint8Array) sent += mark.at(-1) ?? 0;
    return [[name, { ...noCounts, sent }] as const];
  });
};
