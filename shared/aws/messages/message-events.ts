import type { FeedbackEvent } from '../../feedback/feedback-event.ts';
import { partOf } from '../../feedback/part-of.ts';
import type { RecordEvents } from '../../messages/event-ports.ts';
import type { MessageKey } from '../../messages/ports.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';
import { eventName, holdsMark, toWritten, type WrittenEvent } from './event-attribute.ts';
import { makeRoom } from './make-room.ts';
import { expiry, messagePk, sesIdKey } from './message-key.ts';

/**
 * Bytes that the events of one message may take in its item, which DynamoDB limits to 400 KB and
 * charges by the kilobyte. Whoever can have SES repeat an event (a tracking pixel is asked for
 * again, an answering machine answers) cannot fill it: older events are folded.
 */
const mostEventBytes = 64 * 1024;
/** Of the events of one write; a single one takes less. */
const mostWriteBytes = 32 * 1024;
/** Others may write into the room that was made. */
const mostFolds = 10;

/**
 * Room of one update expression for events, of 4,096 bytes and 300 operators and functions; the
 * rest is for the expiry, the index and the bytes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const room = { bytes: 3_960, operators: 285 } as const;
/** `#e999=:e999,` */
const perEvent = { bytes: 12, operators: 1 } as const;
/** Two assignments with `if_not_exists`: `#s98=if_not_exists(#s98,:s98),` */
const perPart = { bytes: 64, operators: 4 } as const;

/** The part that an event settles: SES has it, and under which id. */
const settledPart = (event: FeedbackEvent): number | undefined =>
  event.sesMessageId === undefined ? undefined : partOf(event);

/**
 * Cuts events into as few writes as DynamoDB takes, in their order: each event takes room, and each
 * part that they settle.
 */
export const toWrites = (
  events: readonly FeedbackEvent[],
): readonly (readonly WrittenEvent[])[] => {
  const writes: WrittenEvent[][] = [];
  let parts = new Set<number>();
  let bytes = 0;
  for (const event of events) {
    const written = toWritten(event);
    const part = settledPart(event);
    const write = writes.at(-1);
    const settled = new Set(part === undefined ? parts : [...parts, part]);
    const count = (write?.length ?? 0) + 1;
    const fits =
      count * perEvent.bytes + settled.size * perPart.bytes <= room.bytes &&
      count * perEvent.operators + settled.size * perPart.operators <= room.operators &&
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
  /** By the word of a Send event, the only one whose time is that of the mail. */
  readonly sentAtMs: number | undefined;
}

/** What events say of the parts that SES has. */
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

/** A message has no room for its events, again and again: they come again. */
class NoRoomForEvents extends Error {
  override readonly name = 'NoRoomForEvents';
}

/** What is set by a write of events, with the names and values that it is set by. */
const toEffects = (events: readonly WrittenEvent[], isIndexed: boolean) => {
  const effects: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  events.forEach(({ event, attribute }, index) => {
    names[`#e${index}`] = eventName(event.eventId);
    values[`:e${index}`] = attribute;
    effects.push(`#e${index}=:e${index}`);
  });
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

/** Whether the item had the event before it was written: as it is, or folded. */
const isKnown = (before: Item, event: FeedbackEvent): boolean =>
  before[eventName(event.eventId)] !== undefined || holdsMark(before, event);

/** Writes events into the items of their messages; the layout is in docs/architecture.md. */
export const messageEvents = (
  documents: Documents,
  { table, now, identityFeedback }: MessageEventsOptions,
): { readonly recordEvents: RecordEvents } => {
  /** Resolves to the item as it was; undefined when the events have no room in it. */
  const writeIfRoom = (
    key: MessageKey,
    events: readonly WrittenEvent[],
    isIndexed: boolean,
  ): Promise<Item | undefined> => {
    const { effects, names, values } = toEffects(events, isIndexed);
    const bytes = bytesOf(events);
    return ifHolds(
      documents.update({
        TableName: table,
        Key: { pk: messagePk(key) },
        UpdateExpression: `SET expiresAt=if_not_exists(expiresAt,:x),eventBytes=if_not_exists(eventBytes,:n)+:b,${effects.join(',')}`,
        ConditionExpression: 'attribute_not_exists(eventBytes) OR eventBytes<=:room',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ...values,
          ':x': expiry(now()),
          ':n': 0,
          ':b': bytes,
          ':room': mostEventBytes - bytes,
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
  };

  /** Resolves to the ids of those that were not there. */
  const write = async (
    key: MessageKey,
    events: readonly WrittenEvent[],
    isIndexed: boolean,
  ): Promise<readonly string[]> => {
    for (let folds = 0; folds <= mostFolds; folds += 1) {
      const before = await writeIfRoom(key, events, isIndexed);
      if (before !== undefined)
        return events.flatMap(({ event }) => (isKnown(before, event) ? [] : [event.eventId]));
      await makeRoom(documents, table, key, {
        least: bytesOf(events),
        most: mostEventBytes,
      });
    }
    throw new NoRoomForEvents('The events of a message find no room in its item.');
  };

  return {
    recordEvents: async ({ key, events, isConfined = false }) => {
      const isIndexed = identityFeedback && !isConfined;
      const fresh: string[] = [];
      for (const some of toWrites(events)) fresh.push(...(await write(key, some, isIndexed)));
      return fresh;
    },
  };
};
