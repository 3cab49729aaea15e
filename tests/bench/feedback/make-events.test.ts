import { describe, expect, it } from '@jest/globals';
import { makeInvocations, planEvents } from '../../../bench/feedback/make-events.ts';
import { recorders, shapes } from '../../../bench/feedback/row.ts';
import { parseEvents } from '../../../shared/feedback/parse-event.ts';

const options = { run: 'test', batchSize: 10, startedMs: Date.UTC(2026, 10, 21, 12) };
const nameOf = ({ message, step }: { readonly message: number; readonly step: number }) =>
  `${message}.${step}`;

describe('planEvents', () => {
  it.each(shapes)('%s: makes as many events as it is asked for', (shape) => {
    expect(planEvents(shape, 40)).toHaveLength(40);
  });

  it('duplicates: every event comes twice, half of them when all have come', () => {
    const names = planEvents('duplicates', 8).map(nameOf);

    expect(names).toEqual(['0.0', '0.0', '1.0', '2.0', '2.0', '3.0', '1.0', '3.0']);
  });

  it('out-of-order: the later event of a message comes first', () => {
    expect(planEvents('out-of-order', 4).map(nameOf)).toEqual(['0.1', '1.1', '0.0', '1.0']);
  });

  it('hot: all events are of one tenant, and all of one message where that is meant', () => {
    const tenantsOf = (shape: (typeof shapes)[number]) =>
      new Set(planEvents(shape, 20).map(({ tenant }) => tenant)).size;
    const messagesOf = (shape: (typeof shapes)[number]) =>
      new Set(planEvents(shape, 20).map(({ message }) => message)).size;

    expect(shapes.map((shape) => [shape, tenantsOf(shape), messagesOf(shape)])).toEqual([
      ['distinct', 20, 20],
      ['duplicates', 10, 10],
      ['out-of-order', 10, 10],
      ['hot-tenant', 1, 20],
      ['send-and-delivery', 1, 10],
      ['hot-message', 1, 1],
    ]);
  });
});

describe('makeInvocations', () => {
  it('send-and-delivery: each message has both', () => {
    const found = makeInvocations(
      'record-delivery',
      planEvents('send-and-delivery', 4),
      options,
    ).flatMap(({ event }) => parseEvents(event));

    expect(
      found.map(
        (one) => one.kind === 'event' && `${one.event.kind} ${one.event.tags['pipeline-message']}`,
      ),
    ).toEqual(['send test-0', 'delivery test-0', 'send test-1', 'delivery test-1']);
  });

  it('hands deliveries over in batches, and the others one by one', () => {
    const planned = planEvents('distinct', 25);

    expect(
      makeInvocations('record-delivery', planned, options).map(({ events }) => events),
    ).toEqual([10, 10, 5]);
    expect(makeInvocations('record-bounce', planned, options).map(({ events }) => events)).toEqual(
      Array(25).fill(1),
    );
  });

  it.each(recorders)(
    '%s: gets events that are read as what they are, as many as were planned',
    (recorder) => {
      const kind = recorder.replace('record-', '');
      const found = makeInvocations(recorder, planEvents('hot-message', 20), options).flatMap(
        ({ event }) => parseEvents(event),
      );
      const events = found.flatMap((one) => (one.kind === 'event' ? [one.event] : []));

      expect(found).toHaveLength(20);
      expect(new Set(events.map((event) => event.kind))).toEqual(new Set([kind]));
      expect(new Set(events.map((event) => event.eventId)).size).toBe(20);
      expect(new Set(events.map((event) => event.tags['pipeline-message']))).toEqual(
        new Set(['test-0']),
      );
    },
  );

  it('gives copies of an event the same identity', () => {
    const found = makeInvocations('record-delivery', planEvents('duplicates', 20), options).flatMap(
      ({ event }) => parseEvents(event),
    );

    expect(
      new Set(found.map((one) => (one.kind === 'event' ? one.event.eventId : 'none'))).size,
    ).toBe(10);
  });
});
