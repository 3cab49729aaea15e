import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FeedbackEvent, feedbackKinds } from '../../../shared/feedback/feedback-event.ts';
import { toPipelineEvent } from '../../../shared/pipeline-events/event-fact.ts';
import { feedbackFact } from '../../../shared/pipeline-events/feedback-facts.ts';
import { pipelineEventSchema } from '../../../shared/pipeline-events/pipeline-event.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const key = { tenantId: 'acme', messageId: 'order-1' };
const tags = { 'pipeline-part': '1', 'pipeline-stream': 'marketing' };

const factOf = (changes: Partial<FeedbackEvent>) =>
  feedbackFact(feedbackEvent({ atMs: noon - 1_000, tags, ...changes }), key, noon);

describe('feedback-facts', () => {
  const ofMail = {
    ...key,
    time: '2026-11-21T11:59:59.000Z',
    stream: 'marketing',
    part: 1,
    sesMessageId: 'ses-0',
  };

  it.each<[Partial<FeedbackEvent>, object]>([
    [{ kind: 'delivery' }, { type: 'delivered', recipientCount: 1 }],
    [
      { kind: 'bounce', reason: 'Permanent/General' },
      { type: 'bounced', bounceType: 'Permanent', bounceSubtype: 'General', recipientCount: 1 },
    ],
    [
      { kind: 'bounce', reason: 'Transient/MailboxFull', unreadable: 2 },
      { type: 'bounced', bounceType: 'Transient', bounceSubtype: 'MailboxFull', recipientCount: 3 },
    ],
    [
      { kind: 'complaint', reason: 'abuse' },
      { type: 'complained', feedbackType: 'abuse', recipientCount: 1 },
    ],
    [{ kind: 'reject' }, { type: 'rejected', reason: 'by-ses' }],
    [{ kind: 'renderingFailure' }, { type: 'failed', reason: 'rendering' }],
  ])('publishes %j as %j', (event, body) => {
    expect(factOf(event)?.body).toEqual({ ...ofMail, ...body });
  });

  it.each<Partial<FeedbackEvent>>([
    { kind: 'send' },
    { kind: 'open' },
    { kind: 'click' },
    { kind: 'deliveryDelay' },
    { kind: 'subscription' },
    { kind: 'complaint', reason: 'not-spam' },
  ])('publishes no event for %j', (event) => {
    expect(factOf(event)).toBeUndefined();
  });

  it('tells two events of a message apart by their own ids', () => {
    const ids = ['a1', 'b2'].map((eventId) => factOf({ kind: 'delivery', eventId })?.marks);

    expect(ids).toEqual([['a1'], ['b2']]);
  });

  it('carries no address and no text of an event, whatever stands in it', () => {
    const anything = fc.record({
      kind: fc.constantFrom(...feedbackKinds),
      reason: fc.option(fc.oneof(fc.string(), fc.emailAddress()), { nil: undefined }),
      detail: fc.option(fc.emailAddress(), { nil: undefined }),
      sesMessageId: fc.option(fc.oneof(fc.emailAddress(), fc.constant('ses-9')), {
        nil: undefined,
      }),
      recipients: fc.array(fc.emailAddress(), { maxLength: 5 }),
      unreadable: fc.nat(3),
      atMs: fc.nat(noon * 2),
      tags: fc.dictionary(
        fc.constantFrom('pipeline-part', 'pipeline-stream', 'campaign'),
        fc.emailAddress(),
      ),
    });

    fc.assert(
      fc.property(anything, (changes) => {
        const fact = feedbackFact(feedbackEvent(changes), key, noon);
        if (fact === undefined) return;
        const text = JSON.stringify(toPipelineEvent(fact));

        expect(text).not.toContain('@');
        pipelineEventSchema.parse(JSON.parse(text));
      }),
    );
  });
});
