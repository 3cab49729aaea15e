import { describe, expect, it } from '@jest/globals';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import {
  arrivalsOf,
  happenedAt,
  isListEcho,
  isNotSpam,
  softBouncesOf,
  suppressionFor,
} from '../../../shared/suppression/policy.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const nowMs = Date.parse('2026-03-01T09:01:00Z');

const event = (
  kind: FeedbackEvent['kind'],
  reason: string | undefined,
  recipients: readonly string[] = ['ada@example.com'],
): FeedbackEvent =>
  feedbackEvent({
    kind,
    eventId: 'abc',
    atMs: nowMs - 5_000,
    recipients,
    reason,
    sesMessageId: 'ses-1',
  });

const effects = (kind: FeedbackEvent['kind'], reason: string | undefined): readonly string[] =>
  suppressionFor(event(kind, reason), { tenantId: 'clinic', nowMs }).map(
    (entry) => `${entry.scope} ${entry.reason}`,
  );

describe('suppression policy', () => {
  it.each([
    ['bounce', 'Permanent/General', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/NoEmail', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/EmailValidationSuppressed', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/SomethingNew', 'tenant#clinic bounce'],
    ['bounce', 'Permanent', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/Suppressed', '* bounce'],
    ['bounce', 'Permanent/OnAccountSuppressionList', '* account-list'],
    ['bounce', 'Permanent/OnTenantSuppressionList', 'tenant#clinic account-list'],
    ['bounce', 'Permanent/UnsubscribedRecipient', 'tenant#clinic unsubscribe'],
    ['complaint', 'abuse', 'tenant#clinic complaint'],
    ['complaint', 'auth-failure', 'tenant#clinic complaint'],
    ['complaint', 'fraud', 'tenant#clinic complaint'],
    ['complaint', 'other', 'tenant#clinic complaint'],
    ['complaint', 'virus', 'tenant#clinic complaint'],
    ['complaint', undefined, 'tenant#clinic complaint'],
    ['complaint', 'OnAccountSuppressionList', '* account-list'],
    ['complaint', 'OnTenantSuppressionList', 'tenant#clinic account-list'],
  ] as const)('a %s %s gives the entry "%s"', (kind, reason, entry) => {
    expect(effects(kind, reason)).toEqual([entry]);
  });

  it.each([
    ['bounce', 'Transient/General'],
    ['bounce', 'Transient/MailboxFull'],
    ['bounce', 'Transient/ContentRejected'],
    ['bounce', 'Transient/CustomTimeoutExceeded'],
    ['bounce', 'Undetermined/Undetermined'],
    ['bounce', 'Provisional/General'],
    ['bounce', 'PermanentButNew/General'],
    ['bounce', undefined],
    ['complaint', 'not-spam'],
    ['send', undefined],
    ['delivery', undefined],
    ['reject', 'Bad content'],
    ['open', undefined],
    ['click', undefined],
    ['renderingFailure', undefined],
    ['deliveryDelay', 'MailboxFull'],
    ['subscription', 'unsubscribeAll'],
  ] as const)('a %s %s suppresses nobody', (kind, reason) => {
    expect(effects(kind, reason)).toEqual([]);
  });

  it('each recipient that the event names gets an entry that says where it comes from and has no end', () => {
    const entries = suppressionFor(
      event('bounce', 'Permanent/General', ['ada@example.com', 'bob@example.com']),
      {
        tenantId: 'clinic',
        nowMs,
      },
    );

    expect(entries).toEqual(
      ['ada@example.com', 'bob@example.com'].map((address) => ({
        address,
        scope: 'tenant#clinic',
        reason: 'bounce',
        detail: 'Permanent/General',
        source: 'abc',
        sinceMs: nowMs - 5_000,
        expiresAtMs: undefined,
      })),
    );
  });

  it('a complaint that names nobody suppresses nobody', () => {
    expect(suppressionFor(event('complaint', 'abuse', []), { tenantId: 'clinic', nowMs })).toEqual(
      [],
    );
  });

  it('only bounces and complaints that tell of a list are echoes', () => {
    expect(isListEcho(event('bounce', 'Permanent/OnAccountSuppressionList'))).toBe(true);
    expect(isListEcho(event('complaint', 'OnTenantSuppressionList'))).toBe(true);
    expect(isListEcho(event('bounce', 'Permanent/Suppressed'))).toBe(false);
    expect(isListEcho(event('delivery', 'OnAccountSuppressionList'))).toBe(false);
  });

  it('only a complaint can say that something is not spam', () => {
    expect(isNotSpam(event('complaint', 'not-spam'))).toBe(true);
    expect(isNotSpam(event('reject', 'not-spam'))).toBe(false);
  });

  describe('soft bounces', () => {
    const said = (reason: string, detail: string | undefined = 'smtp; 452 4.2.2 mailbox full') => ({
      ...event('bounce', reason),
      detail,
    });
    const noted = (reason: string, detail?: string) =>
      softBouncesOf(said(reason, detail), { tenantId: 'clinic', nowMs });

    it.each([
      'Transient/General',
      'Transient/MailboxFull',
      'Transient/SomethingNew',
      'Transient',
      'Undetermined/Undetermined',
    ])('a %s bounce counts for the tenant, under its event id', (reason) => {
      expect(noted(reason)).toEqual([
        { address: 'ada@example.com', scope: 'tenant#clinic', eventId: 'abc', atMs: nowMs - 5_000 },
      ]);
    });

    it.each([
      'Transient/MessageTooLarge',
      'Transient/ContentRejected',
      'Transient/AttachmentRejected',
      'Transient/CustomTimeoutExceeded',
      'Permanent/General',
      'Provisional/General',
    ])('a %s bounce says nothing of the mailbox', (reason) => {
      expect(noted(reason)).toEqual([]);
    });

    it('an automatic reply, which brings no word of a mail server, does not count', () => {
      expect(
        softBouncesOf(
          { ...said('Transient/General'), detail: undefined },
          { tenantId: 'clinic', nowMs },
        ),
      ).toEqual([]);
      expect(
        softBouncesOf(
          { ...said('Transient/MailboxFull'), detail: undefined },
          { tenantId: 'clinic', nowMs },
        ),
      ).toHaveLength(1);
    });

    it('no other kind counts', () => {
      for (const kind of ['deliveryDelay', 'complaint', 'delivery', 'send'] as const)
        expect(
          softBouncesOf(event(kind, 'Transient/MailboxFull'), { tenantId: 'clinic', nowMs }),
        ).toEqual([]);
    });

    it('only a delivery is an arrival', () => {
      expect(arrivalsOf(event('delivery', undefined), { tenantId: 'clinic', nowMs })).toEqual([
        { address: 'ada@example.com', scope: 'tenant#clinic', atMs: nowMs - 5_000 },
      ]);
      expect(arrivalsOf(event('open', undefined), { tenantId: 'clinic', nowMs })).toEqual([]);
    });
  });

  it('an event without a time, or with one in the future, happened now', () => {
    expect(happenedAt({ ...event('bounce', undefined), atMs: 0 }, nowMs)).toBe(nowMs);
    expect(happenedAt({ ...event('bounce', undefined), atMs: nowMs + 1 }, nowMs)).toBe(nowMs);
  });
});
