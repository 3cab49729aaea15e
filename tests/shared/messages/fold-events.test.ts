import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldEvents, isFolded, markOf } from '../../../shared/messages/fold-events.ts';
import type { MessageRecord, RecordedEvent } from '../../../shared/messages/message-record.ts';

const [ada, bob, eve] = ['ada@example.com', 'bob@example.com', 'eve@example.com'] as const;

const idOf = (number: number): string => `${String(number).padStart(12, '0')}aaaaaaaaaaaa`;

const event = (number: number, changes: Partial<RecordedEvent> = {}): RecordedEvent => ({
  eventId: idOf(number),
  kind: 'open',
  atMs: 1_000 + number,
  recipients: [ada],
  unreadable: 0,
  agent: undefined,
  reason: undefined,
  detail: undefined,
  ...changes,
});

type Foldable = Pick<MessageRecord, 'recipients' | 'suppressed' | 'events' | 'folded'>;

const recordOf = (events: readonly RecordedEvent[], changes: Partial<Foldable> = {}): Foldable => ({
  recipients: [ada, bob, eve],
  suppressed: [],
  events,
  folded: [],
  ...changes,
});

const numbersOf = (events: readonly RecordedEvent[]): readonly number[] =>
  events.map(({ eventId }) => Number(eventId.slice(0, 12))).toSorted((a, b) => a - b);

const some = (count: number, changes: Partial<RecordedEvent> = {}, from = 0) =>
  Array.from({ length: count }, (_, index) => event(from + index, changes));

/** That so many may stay. */
const room = (count: number) => (kept: readonly unknown[]) => kept.length <= count;
const any = Number.POSITIVE_INFINITY;

describe('fold-events', () => {
  it('keeps the newest ten of a sort that others repeat, and counts the older ones', () => {
    const { gone, folded } = foldEvents(recordOf(some(25)), room(10), any);

    expect(numbersOf(gone)).toEqual(Array.from({ length: 15 }, (_, index) => index));
    expect(folded).toEqual([
      {
        sort: 'open',
        count: 15,
        firstMs: 1_000,
        lastMs: 1_014,
        recipients: [0],
        reasons: [],
        marks: Array.from({ length: 15 }, (_, index) => markOf(idOf(index))),
      },
    ]);
  });

  it.each([
    [79, 10, 60],
    [70, 10, 60],
    [69, 3, 60],
    [63, 3, 60],
    [62, 3, 50],
    [53, 3, 50],
    [52, 3, 10],
    [13, 3, 10],
    [12, 3, 3],
    [6, 3, 3],
    [5, 0, 0],
    [0, 0, 0],
  ])('with room for %d of 20 opens and 60 bounces keeps %d and %d', (most, opens, bounces) => {
    const events = [...some(20), ...some(60, { kind: 'bounce' }, 100)];
    const { gone } = foldEvents(recordOf(events), room(most), any);
    const keptOf = (kind: string) =>
      events.filter((one) => one.kind === kind && !gone.includes(one)).length;

    expect([keptOf('open'), keptOf('bounce')]).toEqual([opens, bounces]);
  });

  it('folds no more at once than it may, the oldest first', () => {
    const { gone, folded } = foldEvents(recordOf(some(25)), room(10), 4);

    expect(numbersOf(gone)).toEqual([0, 1, 2, 3]);
    expect(folded[0]?.count).toBe(4);
  });

  it('adds to what was folded before, and counts no copy of the last of those again', () => {
    const before = foldEvents(recordOf(some(25)), room(10), any).folded;
    const events = [...some(3, {}, 13), ...some(12, { agent: 'bot' }, 30), ...some(11, {}, 50)];
    const { folded } = foldEvents(recordOf(events, { folded: before }), room(20), any);

    expect(isFolded(event(14), before)).toBe(true);
    expect(isFolded(event(15), before)).toBe(false);
    expect(isFolded(event(14, { agent: 'bot' }), before)).toBe(false);
    expect(folded.map(({ sort, count }) => [sort, count])).toEqual([
      ['open', 15 + 2],
      ['open-bot', 2],
    ]);
  });

  it('remembers the marks of the last sixty-four', () => {
    const [{ marks = [] } = {}] = foldEvents(recordOf(some(90)), room(10), any).folded;

    expect(marks.length).toBe(64);
    expect(marks.at(-1)).toBe(markOf(idOf(79)));
    expect(marks[0]).toBe(markOf(idOf(16)));
  });

  it('knows whom they were about: those whom they name, or all whom the mail went to', () => {
    const about = (changes: Partial<RecordedEvent>) =>
      foldEvents(recordOf([event(1, changes)], { suppressed: [bob] }), room(0), any).folded.flatMap(
        ({ recipients }) => recipients,
      );

    expect(about({ recipients: [eve, 'stranger@example.com'] })).toEqual([2]);
    expect(about({ recipients: [bob] })).toEqual([1]);
    expect(about({ recipients: [] })).toEqual([0, 2]);
    expect(about({ recipients: [], kind: 'complaint' })).toEqual([]);
  });

  it('remembers the first five of the reasons, in alphabetical order, whatever the order of events', () => {
    const events = ['f', 'b', 'a', 'd', 'c', 'e', 'a'].map((reason, index) =>
      event(index, { kind: 'bounce', reason }),
    );
    const folded = (all: readonly RecordedEvent[]) =>
      foldEvents(recordOf(all), room(0), any).folded;

    expect(folded(events)[0]?.reasons).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(folded(events.toReversed())).toEqual(folded(events));
  });

  it('takes events without a time for the oldest, and tells of no time that there was not', () => {
    const { folded } = foldEvents(
      recordOf([event(1, { atMs: undefined }), ...some(10, {}, 5)]),
      room(10),
      any,
    );

    expect(folded).toMatchObject([{ count: 1, firstMs: undefined, lastMs: undefined }]);
  });

  it('counts each event once, kept or folded, however often some are folded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (numbers, most) => {
          let record = recordOf([]);
          for (const number of numbers) {
            const isThere = record.events.some(({ eventId }) => eventId === idOf(number));
            const events = isThere ? record.events : [...record.events, event(number)];
            const { gone, folded } = foldEvents({ ...record, events }, room(most), any);
            const kept = events.filter((one) => !gone.includes(one));
            record = recordOf(kept, { folded: folded.length > 0 ? folded : record.folded });
          }
          const kept = record.events.filter((one) => !isFolded(one, record.folded));
          const count = kept.length + (record.folded[0]?.count ?? 0);

          expect(count).toBe(new Set(numbers).size);
        },
      ),
    );
  });
});
