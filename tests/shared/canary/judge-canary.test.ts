import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canaryPaths } from '../../../shared/canary/canary-mail.ts';
import { isBroken, judgeCanary } from '../../../shared/canary/judge-canary.ts';
import type { MessageRecord, RecordedEvent } from '../../../shared/messages/message-record.ts';

const minute = 60_000;
const startedAtMs = Date.parse('2026-11-29T15:10:00Z');
const minutesLater = (minutes: number, isQueueClosed = false) => ({
  startedAtMs,
  nowMs: startedAtMs + minutes * minute,
  patienceMs: 10 * minute,
  isQueueClosed,
});

const mail = (some: Partial<MessageRecord>): MessageRecord => ({
  key: { tenantId: 'pipeline-canary', messageId: 'delivery-1' },
  stream: 'transactional',
  recipients: ['success+1@simulator.amazonses.com'],
  suppressed: [],
  firstSeenAtMs: startedAtMs,
  attempts: 1,
  plan: undefined,
  claimedParts: [],
  sent: [],
  outcome: undefined,
  conflictAtMs: undefined,
  events: [],
  folded: [],
  ...some,
});

const event = (kind: RecordedEvent['kind'], atMs: number | undefined): RecordedEvent => ({
  eventId: kind,
  kind,
  atMs,
  recipients: [],
  unreadable: 0,
  agent: undefined,
  reason: undefined,
  detail: undefined,
});

const sentAt = (atMs: number | undefined) =>
  mail({ sent: [{ part: 0, sesMessageId: 'ses-1', atMs }] });
const ended = (state: 'held' | 'expired' | 'failed' | 'rejected' | 'suppressed') =>
  mail({ outcome: { state, atMs: startedAtMs, reasons: ['AccessDenied'] } });

describe('judgement of a canary', () => {
  it.each([
    ['nobody has touched, yet', undefined, minutesLater(9), { kind: 'on-its-way' }],
    ['nobody has touched for long', undefined, minutesLater(10), { kind: 'unsent' }],
    [
      'is claimed and unsettled for long',
      mail({ claimedParts: [0] }),
      minutesLater(10),
      { kind: 'unsent' },
    ],
    [
      'waits because the queue is closed',
      undefined,
      minutesLater(30, true),
      { kind: 'waiting', why: 'queue-closed' },
    ],
    ['is held', ended('held'), minutesLater(30), { kind: 'waiting', why: 'held' }],
    ['expired', ended('expired'), minutesLater(90), { kind: 'expired' }],
    [
      'SES refused',
      ended('failed'),
      minutesLater(1),
      { kind: 'refused', reasons: ['AccessDenied'] },
    ],
    [
      'broke a rule',
      ended('rejected'),
      minutesLater(1),
      { kind: 'refused', reasons: ['AccessDenied'] },
    ],
    [
      'is suppressed',
      ended('suppressed'),
      minutesLater(1),
      { kind: 'refused', reasons: ['AccessDenied'] },
    ],
    ['was sent late', sentAt(startedAtMs + 20 * minute), minutesLater(29), { kind: 'on-its-way' }],
    [
      'was sent and did not come back',
      sentAt(startedAtMs + minute),
      minutesLater(11),
      { kind: 'lost', sentAtMs: startedAtMs + minute },
    ],
    [
      'was sent, as only an event tells, and did not come back',
      mail({ events: [event('send', startedAtMs + minute)] }),
      minutesLater(11),
      { kind: 'lost', sentAtMs: startedAtMs + minute },
    ],
    [
      'was sent at a time nobody knows',
      sentAt(undefined),
      minutesLater(10),
      { kind: 'lost', sentAtMs: startedAtMs },
    ],
    [
      'a fast clock says was sent tomorrow',
      sentAt(startedAtMs + 1e9),
      minutesLater(60),
      { kind: 'on-its-way' },
    ],
    [
      'came back, however late',
      mail({ events: [event('delivery', startedAtMs + 40 * minute)] }),
      minutesLater(90),
      { kind: 'proven', atMs: startedAtMs + 40 * minute },
    ],
    [
      'came back by an event without a time',
      mail({ events: [event('delivery', undefined)] }),
      minutesLater(1),
      { kind: 'proven', atMs: startedAtMs + minute },
    ],
    [
      'came back by an event of tomorrow',
      mail({ events: [event('delivery', startedAtMs + 1e9)] }),
      minutesLater(1),
      { kind: 'proven', atMs: startedAtMs + minute },
    ],
  ] as const)('that %s', (_, record, times, verdict) => {
    expect(judgeCanary('delivery', record, times)).toEqual(verdict);
  });

  it('believes no other event than that of its path', () => {
    const bounced = mail({
      sent: [{ part: 0, sesMessageId: 'ses-1', atMs: startedAtMs }],
      events: [event('bounce', startedAtMs)],
    });

    expect(canaryPaths.map((path) => judgeCanary(path, bounced, minutesLater(30)).kind)).toEqual([
      'lost',
      'proven',
      'lost',
    ]);
  });

  it('finds a path broken that stops, and none that waits like all mail', () => {
    const broken = [undefined, ended('failed'), sentAt(startedAtMs)].map((record) =>
      isBroken(judgeCanary('delivery', record, minutesLater(30))),
    );
    const fine = [ended('held'), ended('expired'), mail({ events: [event('delivery', 1)] })].map(
      (record) => isBroken(judgeCanary('delivery', record, minutesLater(30))),
    );

    expect([broken, fine]).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
  });

  it('finds nothing late before its time, at any clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 599_999 }),
        fc.option(fc.integer({ min: -1e9, max: 1e9 }), { nil: undefined }),
        (sinceMs, sent) => {
          const record = sent === undefined ? undefined : sentAt(startedAtMs + Math.max(0, sent));
          const times = { ...minutesLater(0), nowMs: startedAtMs + sinceMs };
          expect(isBroken(judgeCanary('bounce', record, times))).toBe(false);
        },
      ),
    );
  });
});
