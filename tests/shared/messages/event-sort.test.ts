import { describe, expect, it } from '@jest/globals';
import { feedbackKinds } from '../../../shared/feedback/feedback-event.ts';
import { eventSorts, sortNames, sortOf } from '../../../shared/messages/event-sort.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const recipients = ['jane@example.com'];

describe('sorts of events', () => {
  it.each([
    ['send', { kind: 'send' }, 'ses:send', false],
    ['delivery', { kind: 'delivery' }, 'ses:delivery', false],
    ['reject', { kind: 'reject' }, 'ses:reject', false],
    ['renderingFailure', { kind: 'renderingFailure' }, 'ses:renderingFailure', false],
    ['deliveryDelay', { kind: 'deliveryDelay' }, 'ses:deliveryDelay', true],
    ['subscription', { kind: 'subscription' }, 'ses:subscription', true],
    ['bounce', { kind: 'bounce', reason: 'Permanent/General' }, 'ses:bounce', false],
    ['bounce', { kind: 'bounce', reason: undefined }, 'ses:bounce', false],
    ['bounce', { kind: 'bounce', reason: 'Undetermined/Undetermined' }, 'ses:bounce', false],
    [
      'bounce-transient',
      { kind: 'bounce', reason: 'Transient/General' },
      'ses:bounce-transient',
      true,
    ],
    ['complaint', { kind: 'complaint', reason: 'abuse' }, 'ses:complaint', false],
    ['complaint', { kind: 'complaint', reason: undefined }, 'ses:complaint', false],
    ['complaint-anonymous', { kind: 'complaint', recipients: [] }, 'ses:complaint', false],
    [
      'complaint-not-spam',
      { kind: 'complaint', reason: 'not-spam' },
      'ses:complaint-not-spam',
      true,
    ],
    ['open', { kind: 'open' }, 'ses:open', true],
    ['open-human', { kind: 'open', agent: 'human' }, 'ses:open', true],
    ['open-bot', { kind: 'open', agent: 'bot' }, 'ses:open', true],
    ['click', { kind: 'click' }, 'ses:click', true],
    ['click-human', { kind: 'click', agent: 'human' }, 'ses:click', true],
    ['click-bot', { kind: 'click', agent: 'bot' }, 'ses:click', true],
  ] as const)(
    '%s holds %j, says %s, and is repeated by others: %j',
    (sort, changes, says, isRepeated) => {
      expect(sortOf(feedbackEvent({ recipients, ...changes }))).toBe(sort);
      expect(eventSorts[sort]).toEqual({ kind: changes.kind, says, isRepeated });
    },
  );

  it('are of every kind there is', () => {
    expect([...new Set(sortNames.map((sort) => eventSorts[sort].kind))].toSorted()).toEqual(
      feedbackKinds.toSorted(),
    );
  });
});
