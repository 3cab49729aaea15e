import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FeedbackKind, feedbackKinds } from '../../../shared/feedback/feedback-event.ts';
import type { MessageRecord, RecordedEvent } from '../../../shared/messages/message-record.ts';
import { describeMessage } from '../../../shared/messages/message-state.ts';
import { messageStates } from '../../../shared/messages/recipient-state.ts';

const nineMs = Date.UTC(2026, 2, 1, 9, 0, 0);
const ada = 'ada@example.com';
const bob = 'bob@example.org';

const message = (over: Partial<MessageRecord> = {}): MessageRecord => ({
  key: { tenantId: 'acme', messageId: 'order-1' },
  stream: 'transactional',
  recipients: [ada],
  suppressed: [],
  firstSeenAtMs: nineMs,
  attempts: 0,
  plan: undefined,
  claimedParts: [],
  sent: [],
  outcome: undefined,
  conflictAtMs: undefined,
  events: [],
  folded: [],
  ...over,
});

it('shows in the timeline that another mail came under the id, and nowhere else', () => {
  const conflictAtMs = nineMs + 60_000;
  const { timeline, ...rest } = describeMessage(message({ conflictAtMs }));
  const { timeline: _, ...before } = describeMessage(message());

  expect(timeline.at(-1)).toEqual({
    at: new Date(conflictAtMs).toISOString(),
    what: 'conflict',
    detail: expect.stringContaining('it is a dead letter'),
  });
  expect(rest).toEqual(before);
});

it('notes in the timeline that a mail with unsubscribe headers shows no link', () => {
  const { timeline } = describeMessage(message({ noLinkAtMs: nineMs + 50 }));

  expect(timeline.at(-1)).toEqual({
    at: new Date(nineMs + 50).toISOString(),
    what: 'note',
    detail:
      'it has unsubscribe headers and no visible link: write {{unsubscribeUrl}} into its body',
  });
});

const sentToSes = {
  attempts: 1,
  claimedParts: [0],
  sent: [{ part: 0, sesMessageId: '0100-a', atMs: nineMs + 100 }],
} as const;

const event = (kind: FeedbackKind, over: Partial<RecordedEvent> = {}): RecordedEvent => ({
  eventId: `${kind}-${over.atMs ?? 0}-${(over.recipients ?? []).join()}`,
  kind,
  atMs: nineMs + 1000,
  recipients: [ada],
  unreadable: 0,
  agent: undefined,
  reason: undefined,
  detail: undefined,
  ...over,
});

const stateWith = (...events: readonly RecordedEvent[]) =>
  describeMessage(message({ ...sentToSes, events })).state;

describe('message-state', () => {
  it.each([
    ['waiting', {}],
    ['waiting', { attempts: 1 }],
    ['sending', { attempts: 1, claimedParts: [0] }],
    ['sent', sentToSes],
    ['suppressed', { suppressed: [ada] }],
    [
      'rejected',
      {
        outcome: { state: 'rejected', atMs: nineMs, reasons: ['to: not an address'] },
        recipients: [],
      },
    ],
    ['failed', { outcome: { state: 'failed', atMs: nineMs, reasons: ['x'] } }],
    ['held', { outcome: { state: 'held', atMs: nineMs, reasons: ['x'] } }],
    ['expired', { outcome: { state: 'expired', atMs: nineMs, reasons: ['x'] } }],
    ['sent', { ...sentToSes, outcome: { state: 'held', atMs: nineMs, reasons: ['x'] } }],
  ] satisfies readonly [string, Partial<MessageRecord>][])('is %s after %o', (state, over) => {
    expect(describeMessage(message(over)).state).toBe(state);
  });

  it.each([
    ['sent', [event('send')]],
    ['sent', [event('deliveryDelay', { reason: 'MailboxFull' })]],
    ['delivered', [event('send'), event('delivery')]],
    ['delivered', [event('deliveryDelay'), event('delivery')]],
    ['delivered', [event('open')]],
    ['bounced', [event('bounce', { reason: 'Permanent/General' })]],
    ['bounced', [event('bounce', { reason: 'Transient/MailboxFull' })]],
    ['bounced', [event('delivery'), event('bounce', { reason: 'Permanent/General' })]],
    ['delivered', [event('delivery'), event('bounce', { reason: 'Transient/General' })]],
    ['complained', [event('delivery'), event('complaint', { reason: 'abuse' })]],
    ['complained', [event('complaint'), event('bounce', { reason: 'Permanent/General' })]],
    ['delivered', [event('complaint', { reason: 'not-spam' })]],
    ['rejected', [event('send'), event('reject', { recipients: [] })]],
    ['failed', [event('renderingFailure', { recipients: [] })]],
  ] satisfies readonly [string, readonly RecordedEvent[]][])('is %s after %o', (state, events) => {
    expect(stateWith(...events)).toBe(state);
  });

  it('tells the state of each recipient, and shows the most advanced for the message', () => {
    const status = describeMessage(
      message({
        ...sentToSes,
        recipients: [ada, bob, 'eve@example.net', 'zoe@example.net'],
        suppressed: ['eve@example.net'],
        events: [
          event('delivery'),
          event('bounce', { recipients: [bob], reason: 'Permanent/General' }),
          event('deliveryDelay', { recipients: ['zoe@example.net'] }),
        ],
      }),
    );

    expect(status.recipients).toEqual({
      [ada]: 'delivered',
      [bob]: 'bounced',
      'eve@example.net': 'suppressed',
      'zoe@example.net': 'delayed',
    });
    expect(status.state).toBe('bounced');
  });

  it('knows of each part of a split envelope how far it came', () => {
    const status = describeMessage(
      message({
        recipients: [ada, bob, 'eve@example.net'],
        plan: [[0], [1], [2]],
        claimedParts: [0, 1],
        sent: [{ part: 0, sesMessageId: '0100-a', atMs: nineMs + 100 }],
      }),
    );

    expect(status.recipients).toEqual({
      [ada]: 'sent',
      [bob]: 'sending',
      'eve@example.net': 'waiting',
    });
    expect(status.state).toBe('sent');
  });

  it('shows whom SES refused, with reason and remedy, while another part is under way', () => {
    const status = describeMessage(
      message({
        recipients: [ada, bob],
        plan: [[0], [1]],
        claimedParts: [0],
        refused: [{ part: 1, reason: 'X: a cause', remedy: 'Mend it.' }],
      }),
    );

    expect(status.recipients).toEqual({ [ada]: 'sending', [bob]: 'failed' });
    expect(status.reasons).toEqual(['X: a cause']);
    expect(status.remedy).toBe('Mend it.');
  });

  it('takes a complaint that names nobody for that of the only recipient, and of nobody among several', () => {
    const anonymous = event('complaint', { recipients: [] });

    expect(describeMessage(message({ ...sentToSes, events: [anonymous] })).recipients).toEqual({
      [ada]: 'complained',
    });
    const several = describeMessage(
      message({ ...sentToSes, recipients: [ada, bob], events: [anonymous] }),
    );
    expect(several.recipients).toEqual({ [ada]: 'sent', [bob]: 'sent' });
    expect(several.state).toBe('complained');
  });

  it('describes a message of which only an event is known', () => {
    const status = describeMessage(
      message({ recipients: [], firstSeenAtMs: undefined, events: [event('delivery')] }),
    );

    expect(status).toMatchObject({
      state: 'delivered',
      recipients: { [ada]: 'delivered' },
      sesMessageId: null,
    });
  });

  it('gives the reasons of the outcome and of the events, each once', () => {
    const bounce = event('bounce', { reason: 'Permanent/General' });
    const status = describeMessage(
      message({
        ...sentToSes,
        events: [bounce, { ...bounce, eventId: 'again', recipients: [bob] }],
      }),
    );

    expect(status.reasons).toEqual(['bounce: Permanent/General']);
    expect(
      describeMessage(
        message({ outcome: { state: 'rejected', atMs: nineMs, reasons: ['a', 'b'] } }),
      ).reasons,
    ).toEqual(['a', 'b']);
  });

  it('tells the history oldest first, with ISO times', () => {
    const status = describeMessage(
      message({
        ...sentToSes,
        events: [
          event('bounce', { reason: 'Permanent/General', detail: 'smtp; 550 5.1.1 user unknown' }),
          event('send', { atMs: nineMs + 100 }),
        ],
      }),
    );

    expect(status.timeline).toEqual([
      { at: '2026-03-01T09:00:00.000Z', what: 'seen', detail: null },
      { at: '2026-03-01T09:00:00.100Z', what: 'sent', detail: '0100-a' },
      { at: '2026-03-01T09:00:00.100Z', what: 'send', detail: null },
      {
        at: '2026-03-01T09:00:01.000Z',
        what: 'bounce',
        detail: 'Permanent/General · smtp; 550 5.1.1 user unknown',
      },
    ]);
  });

  const anyEvent = fc
    .record({
      kind: fc.constantFrom(...feedbackKinds),
      recipients: fc.subarray([ada, bob, 'eve@example.net']),
      reason: fc.constantFrom(
        undefined,
        'Permanent/General',
        'Transient/General',
        'Undetermined/Undetermined',
        'abuse',
        'not-spam',
      ),
      atMs: fc.integer({ min: nineMs, max: nineMs + 5 }),
      eventId: fc.uuid(),
      unreadable: fc.constantFrom(0, 1),
      agent: fc.constantFrom(undefined, 'human', 'bot'),
      detail: fc.constantFrom(undefined, 'smtp; 250 ok'),
    })
    .map((fields): RecordedEvent => fields);

  it('is the same whatever the order in which the events arrived', () =>
    fc.assert(
      fc.property(
        fc
          .array(anyEvent, { maxLength: 8 })
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.shuffledSubarray(events, { minLength: events.length }),
            ),
          ),
        ([events, shuffled]) => {
          const describe = (some: readonly RecordedEvent[]) =>
            describeMessage(message({ ...sentToSes, recipients: [ada, bob], events: some }));
          expect(describe(shuffled)).toEqual(describe(events));
          expect(Object.keys(describe(shuffled).recipients)).toEqual(
            Object.keys(describe(events).recipients),
          );
        },
      ),
    ));

  it('never goes back when another event becomes known', () =>
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 6 }), anyEvent, (events, more) => {
        const rank = (some: readonly RecordedEvent[]) =>
          messageStates.indexOf(
            describeMessage(message({ ...sentToSes, recipients: [ada, bob], events: some })).state,
          );
        // A delivery may replace a transient bounce: that bounce was an automatic reply.
        fc.pre(!events.some((one) => one.kind === 'bounce' && one.reason?.startsWith('Transient')));
        expect(rank([...events, more])).toBeLessThanOrEqual(rank(events));
      }),
    ));
});
