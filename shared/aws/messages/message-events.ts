import type { FeedbackEvent } from '../../feedback/feedback-event.ts';
import { partOf } from '../../feedback/part-of.ts';
import type { MessageEvents, RecordEvents } from '../../messages/event-ports.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';
import { eventName, holdsMark, toWritten, type WrittenEvent } from './event-attribute.ts';
import { type Effects, foreignEffects } from './foreign-effects.ts';
import { makeRoom } from './make-room.ts';
import { expiry, messagePk, sesIdKey } from './message-key.ts';

/**
 * Limit of a message's events in its item; bytes. DynamoDB limits an item to 400 KB and charges by
 * the kilobyte. An outsider can make SES repeat an event (a tracking pixel is requested again, an
 * answering machine replies) but not fill the item: older events are folded.
 */
const mostEventBytes = 64 * 1024;
/** Limit of the events in one write; bytes. A single event takes less. */
const mostWriteBytes = 32 * 1024;
/** Limit of folds per write, because others may use the room that was made. */
const mostFolds = 10;

/**
 * Room for events in one update expression, out of 4,096 bytes and 300 operators and functions. The
 * rest is for the expiry, the index and the byte count.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const room = { bytes: 3_960, operators: 285 } as const;
/** The same for foreign mail, whose first write also names its sender. */
const foreignRoom = { bytes: 3_760, operators: 276 } as const;
/** `#e999=:e999,` */
const perEvent = { bytes: 12, operators: 1 } as const;
/** Two assignments with `if_not_exists`: `#s98=if_not_exists(#s98,:s98),` */
const perPart = { bytes: 64, operators: 4 } as const;

/**
 * Writes events into the items of their messages; docs/architecture.md describes the attributes.
 */
export const messageEvents = (
  documents: Documents,
  { table, now, identityFeedback }: MessageEventsOptions,
): { readonly recordEvents: RecordEvents } => {
  /** Resolves to the item before the write; undefined when the events do not fit. */
  const writeIfRoom = (
    { key, foreign, isConfined }: MessageEvents,
    events: readonly WrittenEvent[],
  ): Promise<Item | undefined> => {
    const further =
      foreign === undefined
        ? settlingEffects(events, identityFeedback && isConfined !== true)
        : foreignEffects(key, foreign, now());
    return ifHolds(
      documents.update({
        TableName: table,
        Key: { pk: messagePk(key) },
        ...eventsUpdate(events, further, now()),
      }),
    );
  };

  /** Resolves to the ids of the events that were new. */
  const write = async (
    recorded: MessageEvents,
    events: readonly WrittenEvent[],
  ): Promise<readonly string[]> => {
    for (let folds = 0; folds <= mostFolds; folds += 1) {
      const before = await writeIfRoom(recorded, events);
      if (before !== undefined)
        return events.flatMap(({ event }) => (isKnown(before, event) ? [] : [event.eventId]));
      await makeRoom(documents, table, recorded.key, {
        least: bytesOf(events),
        most: mostEventBytes,
      });
    }
    throw new NoRoomForEvents('The events of a message find no room in its item.');
  };

  return {
    recordEvents: async (recorded) => {
      const fresh: string[] = [];
      for (const some of toWrites(recorded.events, recorded.foreign !== undefined))
        fresh.push(...(await write(recorded, some)));
      return fresh;
    },
  };
};

/** Part of the message that an event settles: SES has accepted it, and the event states its id. */
const settledPart = (event: FeedbackEvent): number | undefined =>
  event.sesMessageId === undefined ? undefined : partOf(event);

/**
 * Divides events into as few writes as DynamoDB allows, in their order. Each event takes room, and
 * so does each part that it settles.
 */
export const toWrites = (
  events: readonly FeedbackEvent[],
  isForeign = false,
): readonly (readonly WrittenEvent[])[] => {
  const { bytes: mostBytes, operators: mostOperators } = isForeign ? foreignRoom : room;
  const writes: WrittenEvent[][] = [];
  let parts = new Set<number>();
  let bytes = 0;
  for (const event of events) {
    const written = toWritten(event);
    const part = isForeign ? undefined : settledPart(event);
    const write = writes.at(-1);
    const settled = new Set(part === undefined ? parts : [...parts, part]);
    const count = (write?.length ?? 0) + 1;
    const fits =
      count * perEvent.bytes + settled.size * perPart.bytes <= mostBytes &&
      count * perEvent.operators + settled.size * perPart.operators <= mostOperators &&
      bytes + written.bytes <= mostWriteBytes;
    if (write !== undefined && fits) {
      write.push(written);
      parts = settled;
      bytes += written.bytes;
    } else {
      writes.push([written]);
      parts = new Set(part === undefined ? [] : [part]);
      bytes = written.bytes;
    }
  }
  return writes;
};

interface Settled {
  readonly sesMessageId: string;
  /** Time of the mail; only a Send event states it. Epoch ms. */
  readonly sentAtMs: number | undefined;
}

/** Parts that the events settle. */
const settledBy = (events: readonly WrittenEvent[]): ReadonlyMap<number, Settled> => {
  const settled = new Map<number, Settled>();
  for (const { event } of events) {
    const part = partOf(event);
    if (part === undefined || event.sesMessageId === undefined) continue;
    const known = settled.get(part);
    settled.set(part, {
      sesMessageId: known?.sesMessageId ?? event.sesMessageId,
      sentAtMs:
        known?.sentAtMs ?? (event.kind === 'send' && event.atMs > 0 ? event.atMs : undefined),
    });
  }
  return settled;
};

export interface MessageEventsOptions {
  readonly table: string;
  readonly now: () => number;
  readonly identityFeedback: boolean;
}

/**
 * A message's item has no room for its events even after repeated folds. The events are delivered
 * again.
 */
class NoRoomForEvents extends Error {
  override readonly name = 'NoRoomForEvents';
}

/** Update that keeps the events, if there is room; it returns the item before. */
const eventsUpdate = (events: readonly WrittenEvent[], further: Effects, nowMs: number) => {
  const kept = eventEffects(events);
  const bytes = bytesOf(events);
  return {
    UpdateExpression: `SET expiresAt=if_not_exists(expiresAt,:x),eventBytes=if_not_exists(eventBytes,:n)+:b,${[...kept.effects, ...further.effects].join(',')}`,
    ConditionExpression: 'attribute_not_exists(eventBytes) OR eventBytes<=:room',
    ExpressionAttributeNames: { ...kept.names, ...further.names },
    ExpressionAttributeValues: {
      ...kept.values,
      ...further.values,
      ':x': expiry(nowMs),
      ':n': 0,
      ':b': bytes,
      ':room': mostEventBytes - bytes,
    },
    ReturnValues: 'ALL_OLD',
  } as const;
};

/** Assignments that keep the events. */
const eventEffects = (events: readonly WrittenEvent[]): Effects => ({
  effects: events.map((_, index) => `#e${index}=:e${index}`),
  names: Object.fromEntries(
    events.map(({ event }, index) => [`#e${index}`, eventName(event.eventId)]),
  ),
  values: Object.fromEntries(events.map(({ attribute }, index) => [`:e${index}`, attribute])),
});

/** Assignments for the parts that the events settle. */
const settlingEffects = (events: readonly WrittenEvent[], isIndexed: boolean): Effects => {
  const effects: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [part, { sesMessageId, sentAtMs }] of settledBy(events)) {
    names[`#s${part}`] = `sent${part}`;
    values[`:s${part}`] = sesMessageId;
    effects.push(`#s${part}=if_not_exists(#s${part},:s${part})`);
    if (isIndexed && part === 0) effects.push(`${sesIdKey}=if_not_exists(${sesIdKey},:s0)`);
    if (sentAtMs === undefined) continue;
    names[`#a${part}`] = `sentAt${part}`;
    values[`:a${part}`] = sentAtMs;
    effects.push(`#a${part}=if_not_exists(#a${part},:a${part})`);
  }
  return { effects, names, values };
};

const bytesOf = (events: readonly WrittenEvent[]): number =>
  events.reduce((sum, { bytes }) => sum + bytes, 0);

/** Whether the item already held the event, in full or folded. */
const isKnown = (before: Item, event: FeedbackEvent): boolean =>
  before[eventName(event.eventId)] !== undefined || holdsMark(before, event);
