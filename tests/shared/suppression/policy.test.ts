import { describe, expect, it } from '@jest/globals';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import {
  arrivalsOf,
  happenedAt,
  isListEcho,
  isNotSpam,
  isOptOutOfNothing,
  isValidationVerdict,
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

const optOut = (stream: string | undefined): FeedbackEvent => ({
  ...event('bounce', 'Permanent/UnsubscribedRecipient'),
  tags: stream === undefined ? {} : { 'pipeline-stream': stream },
});

describe('a canary', () => {
  const canary = ['bounce+1@simulator.amazonses.com'];
  const context = { tenantId: 'pipeline-canary', nowMs };

  it.each([
    ['bounce', 'Permanent/General'],
    ['bounce', 'Permanent/Suppressed'],
    ['complaint', 'abuse'],
  ] as const)('that ends as %s (%s) suppresses nobody', (kind, reason) => {
    expect(suppressionFor(event(kind, reason, canary), context)).toEqual([]);
    expect(
      suppressionFor(event(kind, reason, canary), { ...context, tenantId: 'shop' }),
    ).not.toEqual([]);
    expect(suppressionFor(event(kind, reason, ['ada@example.com']), context)).not.toEqual([]);
  });

  it('that bounces softly, or arrives, leaves no trace', () => {
    expect(softBouncesOf(event('bounce', 'Transient/MailboxFull', canary), context)).toEqual([]);
    expect(arrivalsOf(event('delivery', undefined, canary), context)).toEqual([]);
  });
});

describe('suppression policy', () => {
  it.each(['transactional', 'notifications', 'marketing'])(
    'an opt-out of %s is of this stream, and for ever',
    (stream) => {
      expect(suppressionFor(optOut(stream), { tenantId: 'clinic', nowMs })).toMatchObject([
        {
          scope: `tenant#clinic#stream#${stream}`,
          reason: 'unsubscribe',
          expiresAtMs: undefined,
        },
      ]);
      expect(isOptOutOfNothing(optOut(stream))).toBe(false);
    },
  );

  it.each([undefined, '', 'Marketing', '__proto__'])(
    'an opt-out of the stream %j suppresses nobody, and is known as such',
    (stream) => {
      expect(suppressionFor(optOut(stream), { tenantId: 'clinic', nowMs })).toEqual([]);
      expect(isOptOutOfNothing(optOut(stream))).toBe(true);
    },
  );

  it('takes an address that SES takes for none for one that does not exist, for 30 days', () => {
    const verdict = event('bounce', 'Permanent/EmailValidationSuppressed');
    const [entry] = suppressionFor(verdict, { tenantId: 'clinic', nowMs });

    expect(entry?.expiresAtMs).toBe((entry?.sinceMs ?? 0) + 30 * 86_400_000);
    expect(isValidationVerdict(verdict)).toBe(true);
    expect(softBouncesOf(verdict, { tenantId: 'clinic', nowMs })).toEqual([]);
  });

  it.each([
    ['bounce', 'Permanent/General'],
    ['bounce', 'Transient/EmailValidationSuppressed'],
    ['complaint', 'EmailValidationSuppressed'],
    ['delivery', 'Permanent/UnsubscribedRecipient'],
  ] as const)('a %s %s is no such verdict, and no opt-out', (kind, reason) => {
    expect(isValidationVerdict(event(kind, reason))).toBe(false);
    expect(isOptOutOfNothing(event(kind, reason))).toBe(false);
  });

  it.each([
    ['bounce', 'Permanent/General', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/NoEmail', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/EmailValidationSuppressed', 'tenant#clinic validation'],
    ['bounce', 'Permanent/SomethingNew', 'tenant#clinic bounce'],
    ['bounce', 'Permanent', 'tenant#clinic bounce'],
    ['bounce', 'Permanent/Suppressed', '* bounce'],
    ['bounce', 'Permanent/OnAccountSuppressionList', '* account-list'],
    ['bounce', 'Permanent/OnTenantSuppressionList', 'tenant#clinic account-list'],
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
