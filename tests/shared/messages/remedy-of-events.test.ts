import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { feedbackKinds } from '../../../shared/feedback/feedback-event.ts';
import type { RecordedEvent } from '../../../shared/messages/message-record.ts';
import type { RecipientState } from '../../../shared/messages/recipient-state.ts';
import { remediesOfEvents } from '../../../shared/messages/remedy-of-events.ts';

const eventOf = (change: Partial<RecordedEvent>): RecordedEvent => ({
  eventId: 'e1',
  kind: 'bounce',
  atMs: 1,
  recipients: ['jane@example.org'],
  unreadable: 0,
  agent: undefined,
  reason: undefined,
  detail: undefined,
  ...change,
});

const remediesOf = (change: Partial<RecordedEvent>, state: RecipientState) =>
  remediesOfEvents({ events: [eventOf(change)], folded: [] }, [state]);

describe('remedies of events', () => {
  it.each([
    [
      { reason: 'Permanent/General', detail: 'smtp; 550 5.1.1 user unknown' },
      /^Correct the address/,
    ],
    [
      { reason: 'Permanent/General', detail: 'smtp; 550-5.7.26 unauthenticated - gsmtp' },
      /^Make SPF and DKIM pass/,
    ],
    [{ reason: 'Permanent/OnAccountSuppressionList' }, /suppression list of the account/],
    [{ reason: 'Transient/MailboxFull', detail: 'smtp; 452 4.2.2 full' }, /made room/],
    [{ reason: 'Transient/MessageTooLarge' }, /smaller/],
  ] as const)('say what to do about the bounce %j', (event, remedy) => {
    expect(remediesOf(event, 'bounced')).toEqual([expect.stringMatching(remedy)]);
  });

  it('say it of complaints, of what SES does not send, and of templates', () => {
    expect(remediesOf({ kind: 'complaint', reason: 'abuse' }, 'complained')).toHaveLength(1);
    expect(remediesOf({ kind: 'reject', reason: 'Bad content' }, 'rejected')).toEqual([
      expect.stringMatching(/virus/),
    ]);
    expect(
      remediesOf(
        {
          kind: 'renderingFailure',
          reason: 'welcome',
        },
        'failed',
      ),
    ).toEqual([expect.stringMatching(/variables/)]);
  });

  it('say of a delay that SES still tries, and what to do if it fails', () => {
    const delay = { kind: 'deliveryDelay', reason: 'MailboxFull' } as const;

    expect(remediesOf(delay, 'delayed')).toEqual([
      'Nothing yet: SES still tries, for up to 14 hours. If it fails: Send the mail again when the recipient has made room.',
    ]);
    expect(remediesOf({ ...delay, reason: 'General' }, 'delayed')).toEqual([
      'Nothing yet: SES still tries, for up to 14 hours.',
    ]);
    expect(remediesOf(delay, 'delivered')).toEqual([]);
  });

  it('say nothing of an automatic reply to a mail that arrived', () => {
    expect(remediesOf({ reason: 'Transient/General' }, 'delivered')).toEqual([]);
  });

  it('say what folded events mean, by their reasons', () => {
    const folded = {
      sort: 'bounce-transient',
      count: 3,
      firstMs: 1,
      lastMs: 2,
      recipients: [0],
      reasons: ['Transient/MailboxFull'],
      marks: [],
    } as const;

    expect(remediesOfEvents({ events: [], folded: [folded] }, ['bounced'])).toEqual([
      expect.stringMatching(/made room/),
    ]);
  });

  it('are the same whatever the order of the events, at most three, and hold no address', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            kind: fc.constantFrom(...feedbackKinds),
            reason: fc.constantFrom('Permanent/General', 'Transient/MailboxFull', 'abuse', 'x'),
            detail: fc.oneof(
              fc.constantFrom(
                'smtp; 550 5.1.1 <jane@example.org>: unknown',
                'smtp; 552 5.2.2 jane@example.org over quota',
                'smtp; 550 5.7.1 spam from jane@example.org',
                'smtp; 421 4.7.0 [TSS04] jane@example.org',
              ),
              fc.string(),
            ),
          }),
          { maxLength: 6 },
        ),
        (some) => {
          const events = some.map((one, place) => eventOf({ ...one, eventId: `e${place}` }));
          const states = ['bounced', 'delayed', 'complained'] as const;
          const remedies = remediesOfEvents({ events, folded: [] }, states);

          expect(remediesOfEvents({ events: events.toReversed(), folded: [] }, states)).toEqual(
            remedies,
          );
          expect(remedies.length).toBeLessThanOrEqual(3);
          expect(remedies.join(' ')).not.toContain('@');
        },
      ),
    ));
});
