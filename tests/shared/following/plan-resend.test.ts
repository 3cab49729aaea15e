import { describe, expect, it } from '@jest/globals';
import { planResend, type ResendFacts } from '../../../shared/following/plan-resend.ts';
import { resendId } from '../../../shared/following/resend-id.ts';
import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import type { RecipientState } from '../../../shared/messages/recipient-state.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';

const nowMs = Date.UTC(2026, 2, 1, 9);
const key = { tenantId: 'acme', messageId: 'order-1' };
const ada = 'ada@example.org';
const joe = 'joe@example.org';

const bounce = (why: string, detail?: string) => ({
  ...{ k: 'bounce', at: nowMs, r: [ada], why },
  ...(detail === undefined ? {} : { detail }),
});
const soft = bounce('Transient/MailboxFull', 'smtp; 452 4.2.2');
const event = (k: string) => ({ k, at: nowMs, r: [ada] });

const factsOf = (attributes: object, others: Partial<ResendFacts> = {}): ResendFacts => ({
  record: parseMessageItem({
    ...{ pk: 'acme#order-1', stream: 'transactional', recipients: [ada], sent0: '0100-a' },
    ...attributes,
  }),
  suppressions: [],
  resent: new Map(),
  ...others,
});

const entry = (changes: Partial<SuppressionEntry>): SuppressionEntry => ({
  ...{ address: ada, scope: 'tenant#acme', reason: 'soft-bounce', detail: 'x', source: 'e' },
  ...{ sinceMs: nowMs - 2, expiresAtMs: nowMs + 1 },
  ...changes,
});

const resent = (state: RecipientState) => new Map([[resendId(key, ada), state]]);

describe('who gets a mail again', () => {
  it.each<[string, ResendFacts]>([
    ['a full mailbox', factsOf({ ev_1: soft })],
    ['a delay, then a soft bounce', factsOf({ ev_1: event('deliveryDelay'), ev_2: soft })],
    ['General with a diagnosis', factsOf({ ev_1: bounce('Transient/General', '451 4.3.0') })],
    [
      'a suppression that is over',
      factsOf({ ev_1: soft }, { suppressions: [entry({ expiresAtMs: nowMs })] }),
    ],
    [
      'a suppression of another',
      factsOf({ ev_1: soft }, { suppressions: [entry({ address: joe })] }),
    ],
    ['a resend that was suppressed', factsOf({ ev_1: soft }, { resent: resent('suppressed') })],
    ['a resend that expired', factsOf({ ev_1: soft }, { resent: resent('expired') })],
  ])('one with %s', (_, facts) => {
    expect(planResend(facts, nowMs)).toEqual([
      { address: ada, messageId: resendId(key, ada), why: undefined },
    ]);
  });

  it.each<[string, ResendFacts, string]>([
    ['a delivery', factsOf({ ev_1: soft, ev_2: event('delivery') }), 'arrived'],
    ['an open', factsOf({ ev_1: soft, ev_2: event('open') }), 'arrived'],
    ['a complaint', factsOf({ ev_1: soft, ev_2: event('complaint') }), 'spam'],
    [
      'a hard bounce',
      factsOf({ ev_1: soft, ev_2: bounce('Permanent/General') }),
      'not for a while',
    ],
    ['an undetermined bounce', factsOf({ ev_1: bounce('Undetermined') }), 'not for a while'],
    ['no event', factsOf({}), 'under way'],
    ['a delay', factsOf({ ev_1: event('deliveryDelay') }), 'still tries'],
    ['a suppressed first mail', factsOf({ suppressed: [ada] }), 'was suppressed'],
    ['an automatic reply', factsOf({ ev_1: bounce('Transient/General') }), 'automatic reply'],
    ['too large a mail', factsOf({ ev_1: bounce('Transient/MessageTooLarge', '552') }), 'its size'],
    [
      'refused content',
      factsOf({ ev_1: bounce('Transient/ContentRejected', '554') }),
      'its content',
    ],
    [
      'a folded automatic reply',
      factsOf({
        'more_bounce-transient': { n: 9, who: [0], why: ['Transient/General'], marks: [] },
      }),
      'automatic reply',
    ],
    [
      'a suppression for a while',
      factsOf({ ev_1: soft }, { suppressions: [entry({})] }),
      'soft-bounce in tenant#acme',
    ],
    [
      'a suppression for ever',
      factsOf({ ev_1: soft }, { suppressions: [entry({ scope: '*', expiresAtMs: undefined })] }),
      'in *',
    ],
    [
      'a resend that arrived',
      factsOf({ ev_1: soft }, { resent: resent('delivered') }),
      'again: delivered',
    ],
    ['a resend under way', factsOf({ ev_1: soft }, { resent: resent('sent') }), 'again: sent'],
    [
      'a resend that bounced',
      factsOf({ ev_1: soft }, { resent: resent('bounced') }),
      'bounced again',
    ],
  ])('not one with %s', (_, facts, why) => {
    expect(planResend(facts, nowMs)).toEqual([
      { address: ada, messageId: resendId(key, ada), why: expect.stringContaining(why) },
    ]);
  });

  it('each recipient by itself', () => {
    const facts = factsOf({
      recipients: [joe, ada],
      ev_1: soft,
      ev_2: { ...event('delivery'), r: [joe] },
    });

    expect(
      planResend(facts, nowMs).map(({ address, why }) => [address, why === undefined]),
    ).toEqual([
      [joe, false],
      [ada, true],
    ]);
  });
});
