import { describe, expect, it } from '@jest/globals';
import { engagementOf } from '../../../shared/messages/engagement.ts';
import type { RecordedEvent } from '../../../shared/messages/message-record.ts';

const event = (changes: Partial<RecordedEvent>): RecordedEvent => ({
  eventId: 'a',
  kind: 'open',
  atMs: 5_000,
  recipients: [],
  unreadable: 0,
  agent: undefined,
  reason: undefined,
  detail: undefined,
  ...changes,
});

const folded = { recipients: [], reasons: [], marks: [] } as const;

describe('engagement', () => {
  it('is nothing where nobody looked', () => {
    const none = { human: null, bot: null, unknown: null };

    expect(engagementOf({ events: [event({ kind: 'delivery' })], folded: [] })).toEqual({
      opens: none,
      clicks: none,
    });
  });

  it('counts opens and clicks, kept and folded, by who did it, with the first and the last', () => {
    const events = [
      event({}),
      event({ atMs: 7_000 }),
      event({ agent: 'bot', atMs: undefined }),
      event({ kind: 'click', agent: 'human', atMs: 9_000 }),
    ];
    const folds = [
      { ...folded, sort: 'open', count: 3, firstMs: 1_000, lastMs: 6_000 },
      { ...folded, sort: 'click-bot', count: 2, firstMs: undefined, lastMs: undefined },
    ] as const;

    expect(engagementOf({ events, folded: folds })).toEqual({
      opens: {
        human: null,
        bot: { count: 1, first: null, last: null },
        unknown: { count: 5, first: '1970-01-01T00:00:01.000Z', last: '1970-01-01T00:00:07.000Z' },
      },
      clicks: {
        human: { count: 1, first: '1970-01-01T00:00:09.000Z', last: '1970-01-01T00:00:09.000Z' },
        bot: { count: 2, first: null, last: null },
        unknown: null,
      },
    });
  });
});
