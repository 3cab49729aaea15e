import { describe, expect, it } from '@jest/globals';
import { parseMessageItem } from '../../../shared/messages/message-item.ts';

const seenAtMs = Date.UTC(2026, 2, 1, 9, 0, 0);

describe('message-record', () => {
  it('reads every attribute of an item', () => {
    const record = parseMessageItem({
      pk: 'acme#order-1',
      stream: 'transactional',
      recipients: ['a@example.com', 'b@example.com', 'c@example.com'],
      suppressed: ['c@example.com'],
      firstSeenAt: seenAtMs,
      attempts: 2,
      plan: [[0], [1], [2]],
      refused2: seenAtMs,
      refusal2: { why: 'X: a cause', remedy: 'Mend it.' },
      lease1: seenAtMs + 60_000,
      sent0: '0100-a',
      sentAt0: seenAtMs + 100,
      ev_e1: {
        k: 'bounce',
        at: seenAtMs + 900,
        r: ['a@example.com'],
        why: 'Permanent/General',
        detail: 'smtp; 550 5.1.1',
      },
      expiresAt: 1_800_000_000,
    });

    expect(record).toEqual({
      key: { tenantId: 'acme', messageId: 'order-1' },
      stream: 'transactional',
      recipients: ['a@example.com', 'b@example.com', 'c@example.com'],
      suppressed: ['c@example.com'],
      firstSeenAtMs: seenAtMs,
      attempts: 2,
      plan: [[0], [1], [2]],
      claimedParts: [1],
      smtpMarks: new Map(),
      sent: [{ part: 0, sesMessageId: '0100-a', atMs: seenAtMs + 100 }],
      refused: [{ part: 2, reason: 'X: a cause', remedy: 'Mend it.' }],
      outcome: undefined,
      events: [
        {
          eventId: 'e1',
          kind: 'bounce',
          atMs: seenAtMs + 900,
          recipients: ['a@example.com'],
          reason: 'Permanent/General',
          detail: 'smtp; 550 5.1.1',
          unreadable: 0,
        },
      ],
      folded: [],
    });
  });

  it('reads an item of which only an event told, and its key from pk', () => {
    const record = parseMessageItem({ pk: 'default#a#b', ev_x: { k: 'send', at: seenAtMs } });

    expect(record.key).toEqual({ tenantId: 'default', messageId: 'a#b' });
    expect(record.events).toEqual([
      {
        eventId: 'x',
        kind: 'send',
        atMs: seenAtMs,
        recipients: [],
        unreadable: 0,
      },
    ]);
  });

  it('reads whom an event named and could not be read, who opened, and what is folded; a time that SES did not give stays away', () => {
    const record = parseMessageItem({
      pk: 'default#a',
      ev_x: { k: 'open', by: 'bot', lost: 2 },
      'more_click-human': {
        n: 7,
        from: seenAtMs,
        to: seenAtMs + 5,
        who: [0, 2],
        why: ['x'],
        marks: ['ab'],
      },
      more_open: { n: 1, who: [], marks: [] },
      more_unheard: { n: 1 },
    });

    expect(record.events).toEqual([
      { eventId: 'x', kind: 'open', recipients: [], unreadable: 2, agent: 'bot' },
    ]);
    expect(record.folded).toEqual([
      { sort: 'open', count: 1, recipients: [], reasons: [], marks: [] },
      {
        sort: 'click-human',
        count: 7,
        firstMs: seenAtMs,
        lastMs: seenAtMs + 5,
        recipients: [0, 2],
        reasons: ['x'],
        marks: ['ab'],
      },
    ]);
  });

  it('takes a set of addresses for a list', () => {
    expect(
      parseMessageItem({ pk: 'default#a', recipients: new Set(['a@example.com']) }).recipients,
    ).toEqual(['a@example.com']);
  });

  it('refuses an item of another shape', () => {
    expect(() => parseMessageItem({ pk: 'default#a', attempts: 'two' })).toThrow();
    expect(() =>
      parseMessageItem({ pk: 'default#a', ev_x: { k: 'unheard-of', at: seenAtMs } }),
    ).toThrow();
  });
});
