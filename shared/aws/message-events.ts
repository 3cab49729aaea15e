import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { partOf } from '../feedback/part-of.ts';
import type { MessageKey, RecordEvents } from '../ports.ts';
import type { Documents } from './documents.ts';
import { expiry, messagePk, sesIdKey } from './message-key.ts';

/**
 * Room of one update expression for events, of 4,096 bytes and 300 operators and functions; the rest is for the expiry and the index.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const room = { bytes: 4_020, operators: 290 } as const;
/** `#e999=:e999,` */
const perEvent = { bytes: 12, operators: 1 } as const;
/** Two assignments with `if_not_exists`: `#s98=if_not_exists(#s98,:s98),` */
const perPart = { bytes: 64, operators: 4 } as const;

/** The part that an event settles: SES has it, and under which id. */
const settledPart = (event: FeedbackEvent): number | undefined =>
  event.sesMessageId === undefined ? undefined : partOf(event);

/** Cuts events into as few writes as DynamoDB takes, in their order: each event takes room, and each part that they settle. */
export const toWrites = (
  events: readonly FeedbackEvent[],
): readonly (readonly FeedbackEvent[])[] => {
  const writes: FeedbackEvent[][] = [];
  let parts = new Set<number>();
  for (const event of events) {
    const part = settledPart(event);
    const write = writes.at(-1);
    const settled = new Set(part === undefined ? parts : [...parts, part]);
    const count = (write?.length ?? 0) + 1;
    const fits =
      count * perEvent.bytes + settled.size * perPart.bytes <= room.bytes &&
      count * perEvent.operators + settled.size * perPart.operators <= room.operators;
    if (write !== undefined && fits) {
      write.push(event);
      parts = settled;
    } else {
      writes.push([event]);
      parts = new Set(part === undefined ? [] : [part]);
    }
  }
  return writes;
};

interface Settled {
  readonly sesMessageId: string;
  /** By the word of a Send event, the only one whose time is that of the mail. */
  readonly sentAtMs: number | undefined;
}

/** What events say of the parts that SES has. */
const settledBy = (events: readonly FeedbackEvent[]): ReadonlyMap<number, Settled> => {
  const settled = new Map<number, Settled>();
  for (const event of events) {
    const part = partOf(event);
    if (part === undefined || event.sesMessageId === undefined) continue;
    const known = settled.get(part);
    settled.set(part, {
      sesMessageId: known?.sesMessageId ?? event.sesMessageId,
      sentAtMs: known?.sentAtMs ?? (event.kind === 'send' ? event.atMs : undefined),
    });
  }
  return settled;
};

/** How an event stands in the item: short names, since each write costs by the kilobyte. */
const toEventAttribute = (event: FeedbackEvent) => ({
  k: event.kind,
  at: event.atMs,
  r: event.recipients,
  why: event.reason,
  detail: event.detail,
});

export interface MessageEventsOptions {
  readonly table: string;
  readonly now: () => number;
  readonly identityFeedback: boolean;
}

/** Writes events into the items of their messages; the layout is in docs/architecture.md. */
export const messageEvents = (
  documents: Documents,
  { table, now, identityFeedback }: MessageEventsOptions,
): { readonly recordEvents: RecordEvents } => {
  /** Resolves to the ids of those that were not there. */
  const write = async (
    key: MessageKey,
    events: readonly FeedbackEvent[],
  ): Promise<readonly string[]> => {
    const effects = ['expiresAt=:expiry'];
    const names: Record<string, string> = {};
    const values: Record<string, unknown> = { ':expiry': expiry(now()) };
    events.forEach((event, index) => {
      names[`#e${index}`] = `ev_${event.eventId}`;
      values[`:e${index}`] = toEventAttribute(event);
      effects.push(`#e${index}=:e${index}`);
    });
    for (const [part, { sesMessageId, sentAtMs }] of settledBy(events)) {
      names[`#s${part}`] = `sent${part}`;
      values[`:s${part}`] = sesMessageId;
      effects.push(`#s${part}=if_not_exists(#s${part},:s${part})`);
      if (identityFeedback && part === 0)
        effects.push(`${sesIdKey}=if_not_exists(${sesIdKey},:s0)`);
      if (sentAtMs === undefined) continue;
      names[`#a${part}`] = `sentAt${part}`;
      values[`:a${part}`] = sentAtMs;
      effects.push(`#a${part}=if_not_exists(#a${part},:a${part})`);
    }
    const before = await documents.update({
      TableName: table,
      Key: { pk: messagePk(key) },
      UpdateExpression: `SET ${effects.join(',')}`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_OLD',
    });
    return events.map((event) => event.eventId).filter((id) => before[`ev_${id}`] === undefined);
  };

  return {
    recordEvents: async ({ key, events }) => {
      const fresh: string[] = [];
      for (const some of toWrites(events)) fresh.push(...(await write(key, some)));
      return fresh;
    },
  };
};
