import { type EventSort, eventSorts, sortNames, sortOf } from './event-sort.ts';
import type { FoldedEvents, MessageRecord, RecordedEvent } from './message-record.ts';

/** Distinct reasons kept per sort of folded events. */
const mostReasons = 5;
/** Marks kept per sort of folded events. */
const mostMarks = 64;
const markDigits = 12;

/**
 * Makes room in a message's item: folds events of a sort into a count, a time span and the
 * recipients they were about. Sorts that outsiders can repeat are folded first, then all sorts; the
 * newest events of each sort are kept for as long as there is room.
 *
 * The message's status stays the same, except for the wording of single events and for addresses
 * that it was not sent to.
 *
 * @param fits - whether the item has room for these events
 * @param mostGone - most events folded at once, oldest first
 */
export const foldEvents = (
  record: Foldable,
  fits: (kept: readonly RecordedEvent[]) => boolean,
  mostGone: number,
): Fold => {
  const choices = steps.map((kept) => choose(record.events, kept));
  const chosen =
    choices.find((some) => {
      const ids = new Set(some.map(({ eventId }) => eventId));
      return fits(record.events.filter(({ eventId }) => !ids.has(eventId)));
    }) ?? record.events;
  const gone = chosen.toSorted(newestFirst).slice(-mostGone);
  const bySort = Map.groupBy(gone, sortOf);
  return {
    gone,
    folded: sortNames.flatMap((sort) => {
      const some = bySort.get(sort);
      return some === undefined ? [] : [add(record, sort, some)];
    }),
  };
};

/**
 * Mark of an event: twelve digits of its id, which is a hash. Among a hundred events two share a
 * mark once in 50,000 million cases.
 */
export const markOf = (eventId: string): string => eventId.slice(0, markDigits);

/** Whether the event was folded before, so that this is a copy of it. */
export const isFolded = (event: RecordedEvent, folded: readonly FoldedEvents[]): boolean =>
  folded.some((one) => one.sort === sortOf(event) && one.marks.includes(markOf(event.eventId)));

const newestFirst = (one: RecordedEvent, other: RecordedEvent): number =>
  (other.atMs ?? 0) - (one.atMs ?? 0) || (one.eventId < other.eventId ? -1 : 1);

type Foldable = Pick<MessageRecord, 'recipients' | 'suppressed' | 'events' | 'folded'>;

/**
 * How many events stay unfolded, per sort: of sorts that outsiders can repeat, and of the others.
 */
interface Kept {
  readonly repeated: number;
  readonly others: number;
}

/** The first step that makes enough room is taken. */
const steps: readonly Kept[] = [
  { repeated: 10, others: Number.POSITIVE_INFINITY },
  { repeated: 3, others: Number.POSITIVE_INFINITY },
  { repeated: 3, others: 50 },
  { repeated: 3, others: 10 },
  { repeated: 3, others: 3 },
  { repeated: 0, others: 0 },
];

/** The events to fold: all but the newest of each sort. */
const choose = (
  events: readonly RecordedEvent[],
  { repeated, others }: Kept,
): readonly RecordedEvent[] =>
  [...Map.groupBy(events, sortOf)].flatMap(([sort, some]) =>
    some.toSorted(newestFirst).slice(eventSorts[sort].isRepeated ? repeated : others),
  );

/**
 * Indexes of the recipients that an event is about. An event without recipients is about all that
 * the mail went to.
 */
const indexesOf = (
  { recipients, kind }: RecordedEvent,
  { recipients: known, suppressed }: Foldable,
): readonly number[] =>
  known.flatMap((address, index) => {
    const isMeant =
      recipients.length === 0
        ? kind !== 'complaint' && !suppressed.includes(address)
        : recipients.includes(address);
    return isMeant ? [index] : [];
  });

const earliest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);
const latest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.max(...times);

const isTime = (time: number | undefined): time is number => time !== undefined;

const add = (record: Foldable, sort: EventSort, some: readonly RecordedEvent[]): FoldedEvents => {
  const before = record.folded.find((one) => one.sort === sort);
  const added = some.filter((event) => !isFolded(event, record.folded)).toSorted(newestFirst);
  const times = added.map(({ atMs }) => atMs).filter(isTime);
  const marks = added.toReversed().map(({ eventId }) => markOf(eventId));
  return {
    sort,
    count: (before?.count ?? 0) + added.length,
    firstMs: earliest([before?.firstMs, ...times].filter(isTime)),
    lastMs: latest([before?.lastMs, ...times].filter(isTime)),
    recipients: [
      ...new Set([
        ...(before?.recipients ?? []),
        ...added.flatMap((event) => indexesOf(event, record)),
      ]),
    ].toSorted((a, b) => a - b),
    reasons: [
      ...new Set([...(before?.reasons ?? []), ...added.flatMap(({ reason }) => reason ?? [])]),
    ]
      .toSorted()
      .slice(0, mostReasons),
    marks: [...(before?.marks ?? []), ...marks].slice(-mostMarks),
  };
};

export interface Fold {
  readonly gone: readonly RecordedEvent[];
  /** The sorts of the events in `gone`, each including what was folded before. */
  readonly folded: readonly FoldedEvents[];
}
