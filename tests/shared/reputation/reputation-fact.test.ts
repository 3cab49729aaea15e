import { describe, expect, it } from '@jest/globals';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import { factOf } from '../../../shared/reputation/reputation-fact.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const nowMs = Date.UTC(2026, 2, 1, 12);

const event = (changes: Partial<FeedbackEvent> = {}): FeedbackEvent =>
  feedbackEvent({
    atMs: nowMs - 1_000,
    recipients: ['ada@example.com', 'bob@example.com'],
    tags: { 'pipeline-stream': 'marketing' },
    ...changes,
  });

const factOfEvent = (changes: Partial<FeedbackEvent>) => factOf(event(changes), 'acme', nowMs);

describe('factOf', () => {
  it('counts the recipients of a mail that SES accepted, for the tenant and the stream', () => {
    expect(factOfEvent({})).toEqual({
      kind: 'sent',
      eventId: 'a1b2c3d4e5f6a1b2c3d4e5f6',
      atMs: nowMs - 1_000,
      tenantId: 'acme',
      stream: 'marketing',
      recipients: 2,
    });
  });

  it.each<[string, Partial<FeedbackEvent>, string | undefined]>([
    ['a permanent bounce', { kind: 'bounce', reason: 'Permanent/General' }, 'bounced'],
    [
      "a bounce of SES's global list",
      { kind: 'bounce', reason: 'Permanent/Suppressed' },
      'bounced',
    ],
    ['a soft bounce', { kind: 'bounce', reason: 'Transient/General' }, undefined],
    [
      "an echo of the account's list",
      { kind: 'bounce', reason: 'Permanent/OnAccountSuppressionList' },
      undefined,
    ],
    ['a complaint', { kind: 'complaint', reason: 'abuse' }, 'complained'],
    ['a complaint taken back', { kind: 'complaint', reason: 'not-spam' }, undefined],
    ['a delivery', { kind: 'delivery' }, undefined],
    ['an event of eight days ago', { atMs: nowMs - 8 * 86_400_000 - 1 }, undefined],
    ['an event without a time', { atMs: 0 }, undefined],
    ['an event of the day after tomorrow', { atMs: nowMs + 2 * 86_400_000 }, 'sent'],
    ['an event of no time that SNS published', { atMs: 0, publishedAtMs: nowMs }, 'sent'],
  ])('takes %s for what it is', (_, changes, kind) => {
    expect(factOfEvent(changes)?.kind).toBe(kind);
  });

  it('leaves the mailbox simulator out', () => {
    expect(
      factOfEvent({ recipients: ['ada@example.com', 'bounce+x@simulator.amazonses.com'] })
        ?.recipients,
    ).toBe(1);
    expect(factOfEvent({ recipients: ['success@simulator.amazonses.com'] })).toBeUndefined();
  });

  it('counts a complaint that names nobody once', () => {
    expect(factOfEvent({ kind: 'complaint', reason: 'abuse', recipients: [] })?.recipients).toBe(1);
  });

  it('believes no tag that is not a stream', () => {
    expect(factOfEvent({ tags: { 'pipeline-stream': 'sent#000' } })?.stream).toBe('-');
    expect(factOfEvent({ tags: {} })?.stream).toBe('-');
  });
});
