import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addUp,
  type ExpectedMessage,
  ends,
  type FoundMessage,
  isBalanced,
  judge,
  sumOf,
  type Verdict,
} from '../../../proofs/account/account.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageState, RecipientState } from '../../../shared/messages/recipient-state.ts';

const key = { tenantId: 'default', messageId: 'm-1' };
const expected: ExpectedMessage = { key, mayEnd: ['sent'] };

const status = (
  state: MessageState,
  recipients: Readonly<Record<string, RecipientState>> = {},
): MessageStatus => ({
  ...key,
  state,
  recipients,
  sesMessageId: null,
  smtpMessageIds: [],
  attempts: 1,
  reasons: [],
  remedy: null,
  engagement: {
    opens: { human: null, bot: null, unknown: null },
    clicks: { human: null, bot: null, unknown: null },
  },
  timeline: [],
});

const found = (changes: Partial<FoundMessage> = {}): FoundMessage => ({
  status: undefined,
  mails: new Map(),
  isKept: false,
  ...changes,
});

const mails = (copies: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(copies));

describe('account', () => {
  it.each([
    [
      'a mail that arrived once',
      ['sent'],
      { status: status('delivered', { a: 'delivered' }), mails: mails({ a: 1 }) },
      'sent',
      0,
    ],
    [
      'a mail that bounced',
      ['sent'],
      { status: status('bounced', { a: 'bounced' }), mails: mails({ a: 1 }) },
      'sent',
      0,
    ],
    [
      'one recipient suppressed',
      ['sent'],
      { status: status('sent', { a: 'sent', b: 'suppressed' }), mails: mails({ a: 1 }) },
      'sent',
      0,
    ],
    [
      'a mail that arrived three times',
      ['sent'],
      { status: status('sent', { a: 'sent' }), mails: mails({ a: 3 }) },
      'sent',
      2,
    ],
    [
      'everybody suppressed',
      ['suppressed'],
      { status: status('suppressed', { a: 'suppressed' }) },
      'suppressed',
      0,
    ],
    [
      'a refused message with a dead letter',
      ['rejected'],
      { status: status('rejected'), isKept: true },
      'rejected',
      0,
    ],
    [
      'a held message that is parked',
      ['sent', 'held'],
      { status: status('held', { a: 'held' }), isKept: true },
      'held',
      0,
    ],
    ['a message nobody knows', ['sent'], {}, 'lost', 0],
    [
      'a message that never came to an end',
      ['sent'],
      { status: status('sending', { a: 'sending' }) },
      'lost',
      0,
    ],
    [
      'a refused message without a dead letter',
      ['rejected'],
      { status: status('rejected') },
      'lost',
      0,
    ],
    [
      'a held message without a body',
      ['held'],
      { status: status('held', { a: 'held' }) },
      'lost',
      0,
    ],
    [
      'a table that says sent and no mail',
      ['sent'],
      { status: status('sent', { a: 'sent' }) },
      'lost',
      0,
    ],
    [
      'one of two mails missing',
      ['sent'],
      { status: status('sent', { a: 'sent', b: 'sent' }), mails: mails({ a: 1 }) },
      'lost',
      0,
    ],
    ['a mail that the table does not know', ['sent'], { mails: mails({ a: 1 }) }, 'unaccounted', 0],
    [
      'a mail to a suppressed address',
      ['suppressed'],
      { status: status('suppressed', { a: 'suppressed' }), mails: mails({ a: 1 }) },
      'unaccounted',
      0,
    ],
    [
      'a mail to somebody else',
      ['sent'],
      { status: status('sent', { a: 'sent' }), mails: mails({ a: 1, b: 1 }) },
      'unaccounted',
      0,
    ],
    [
      'a recipient who was left out',
      ['sent'],
      { status: status('sent', { a: 'sent', b: 'waiting' }), mails: mails({ a: 1 }) },
      'unaccounted',
      0,
    ],
    [
      'an end that is not right',
      ['sent'],
      { status: status('suppressed', { a: 'suppressed' }) },
      'unaccounted',
      0,
    ],
    [
      'a good message among the dead letters',
      ['sent'],
      { status: status('failed', { a: 'failed' }), isKept: true },
      'unaccounted',
      0,
    ],
  ] as const)('judges %s', (_what, mayEnd, changes, kind, doubled) => {
    const verdict = judge({ ...expected, mayEnd }, found(changes));

    expect(verdict).toMatchObject({ kind, doubled });
    expect(verdict.why === undefined).toBe(kind !== 'lost' && kind !== 'unaccounted');
  });

  it('puts every message under exactly one name', () => {
    const verdict = (kind: Verdict['kind'], doubled = 0): Verdict => ({
      kind,
      doubled,
      why: undefined,
    });

    const account = addUp([
      verdict('sent', 2),
      verdict('sent'),
      verdict('held'),
      verdict('rejected'),
      verdict('suppressed'),
      verdict('lost'),
    ]);

    expect(account).toEqual({
      messages: 6,
      sent: 2,
      suppressed: 1,
      rejected: 1,
      held: 1,
      lost: 1,
      doubled: 2,
      unaccounted: 0,
    });
  });

  it('adds up to the number of messages, whatever became of them', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            kind: fc.constantFrom(...ends, 'lost' as const, 'unaccounted' as const),
            doubled: fc.nat(3),
          }),
        ),
        (all) => {
          const { messages, sent, suppressed, rejected, held, lost, unaccounted, doubled } = addUp(
            all.map((one) => ({ ...one, why: undefined })),
          );

          expect(sent + suppressed + rejected + held + lost + unaccounted).toBe(messages);
          expect(doubled).toBe(all.reduce((sum, one) => sum + one.doubled, 0));
        },
      ),
    ));

  it('adds accounts up name by name', () => {
    const one = {
      messages: 36,
      sent: 1,
      suppressed: 2,
      rejected: 3,
      held: 4,
      lost: 5,
      doubled: 6,
      unaccounted: 7,
    };

    expect(sumOf([])).toEqual(addUp([]));
    expect(sumOf([one, { ...one, sent: 10 }])).toEqual({
      messages: 72,
      sent: 11,
      suppressed: 4,
      rejected: 6,
      held: 8,
      lost: 10,
      doubled: 12,
      unaccounted: 14,
    });
  });

  it.each(['lost', 'doubled', 'unaccounted'] as const)(
    'does not balance with anything %s',
    (name) => {
      const balanced = addUp([]);

      expect(isBalanced(balanced)).toBe(true);
      expect(isBalanced({ ...balanced, [name]: 1 })).toBe(false);
    },
  );
});
