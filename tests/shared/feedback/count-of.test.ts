import { describe, expect, it } from '@jest/globals';
import { countOf, countsOf } from '../../../shared/feedback/count-of.ts';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const countsOfEvent = (changes: Partial<FeedbackEvent>) =>
  countsOf(feedbackEvent(changes), 'clinic').map(({ name, value }) => `${name} ${value}`);

describe('what an event adds to the metrics', () => {
  it.each([
    ['send', undefined, []],
    ['subscription', undefined, []],
    ['delivery', undefined, ['Delivered 1']],
    ['deliveryDelay', undefined, ['Delayed 1']],
    ['reject', undefined, ['Rejected 1']],
    ['renderingFailure', undefined, ['RenderingFailed 1']],
    ['open', undefined, ['Opened 1']],
    ['click', undefined, ['Clicked 1']],
    ['bounce', 'Permanent/General', ['Bounced 1']],
    ['bounce', 'Permanent/Suppressed', ['Bounced 1']],
    ['bounce', 'Permanent', ['Bounced 1']],
    ['bounce', 'Permanent/OnAccountSuppressionList', []],
    ['bounce', 'Permanent/OnTenantSuppressionList', []],
    ['bounce', 'Permanent/UnsubscribedRecipient', []],
    ['bounce', 'Permanent/EmailValidationSuppressed', ['SoftBounced 1']],
    ['bounce', 'Transient/General', ['SoftBounced 1']],
    ['bounce', 'Undetermined/Undetermined', ['SoftBounced 1']],
    ['bounce', undefined, ['SoftBounced 1']],
    ['complaint', 'abuse', ['Complained 1']],
    ['complaint', undefined, ['Complained 1']],
    ['complaint', 'not-spam', []],
    ['complaint', 'OnAccountSuppressionList', []],
    ['complaint', 'OnTenantSuppressionList', []],
  ] as const)('is for a %s of reason %j: %j', (kind, reason, counts) => {
    expect(countsOfEvent({ kind, reason })).toEqual(counts);
  });

  it.each([
    ['open', 'human', ['Opened 1', 'OpenedByHuman 1']],
    ['open', 'bot', ['Opened 1', 'OpenedByBot 1']],
    ['click', 'human', ['Clicked 1', 'ClickedByHuman 1']],
    ['click', 'bot', ['Clicked 1', 'ClickedByBot 1']],
    ['delivery', 'bot', ['Delivered 1']],
  ] as const)('is for a %s by a %s: %j, once, whoever the mail went to', (kind, agent, counts) => {
    expect(countsOfEvent({ kind, agent })).toEqual(counts);
  });

  it.each([
    [2, 0, 2],
    [2, 3, 5],
    [0, 2, 2],
    [0, 0, 1],
  ])('counts %d recipients, and %d who cannot be read, as %d', (readable, unreadable, value) => {
    const recipients = Array.from({ length: readable }, (_, index) => `${index}@example.com`);

    expect(countsOfEvent({ kind: 'complaint', recipients, unreadable })).toEqual([
      `Complained ${value}`,
    ]);
    expect(countsOfEvent({ kind: 'open', recipients, unreadable })).toEqual(['Opened 1']);
  });

  it('is of its tenant, and of its configuration set where it names one', () => {
    const event = feedbackEvent({ kind: 'delivery' });

    expect(countOf(event, 'clinic')).toEqual({ name: 'Delivered', value: 1, tenantId: 'clinic' });
    expect(countOf(event, undefined)).toEqual({ name: 'Delivered', value: 1 });
    expect(countOf({ ...event, configurationSet: 'news' }, 'clinic')).toEqual({
      name: 'Delivered',
      value: 1,
      tenantId: 'clinic',
      configurationSet: 'news',
    });
  });

  it('counts nothing for a canary, and all for other mail of its tenant', () => {
    const bounce = feedbackEvent({
      kind: 'bounce',
      reason: 'Permanent/General',
      recipients: ['bounce+1@simulator.amazonses.com'],
    });

    expect(countOf(bounce, 'pipeline-canary')).toBeUndefined();
    expect(countOf(bounce, 'clinic')).toMatchObject({ name: 'Bounced' });
    expect(
      countOf({ ...bounce, recipients: ['jane@example.com'] }, 'pipeline-canary'),
    ).toMatchObject({ name: 'Bounced' });
  });
});
