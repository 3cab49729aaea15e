import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accountFor,
  type Evidence,
  findState,
  keyName,
  type PutMessage,
} from '../../../local/demo/account.ts';
import { type MessageState, messageStates } from '../../../shared/messages/recipient-state.ts';

const put = (messageId: string, sqsMessageId = `sqs-${messageId}`): PutMessage => ({
  keys: [{ tenantId: 'default', messageId }],
  sqsMessageId,
});

const evidence = (
  states: Readonly<Record<string, MessageState>>,
  over: Partial<Evidence> = {},
): Evidence => ({
  states: new Map(
    Object.entries(states).map(([messageId, state]) => [
      keyName({ tenantId: 'default', messageId }),
      state,
    ]),
  ),
  deadLetters: new Set(),
  inLanes: 0,
  ...over,
});

const nothing = {
  sent: 0,
  delivered: 0,
  bounced: 0,
  complained: 0,
  suppressed: 0,
  duplicate: 0,
  rejected: 0,
  waiting: 0,
  unaccounted: 0,
};

describe('account', () => {
  it.each([
    ['delivered', { sent: 1, delivered: 1 }],
    ['bounced', { sent: 1, bounced: 1 }],
    ['complained', { sent: 1, complained: 1 }],
    ['sent', { sent: 1 }],
    ['suppressed', { suppressed: 1 }],
    ['rejected', { rejected: 1 }],
    ['failed', { rejected: 1 }],
    ['expired', { rejected: 1 }],
    ['held', { waiting: 1 }],
    ['sending', { waiting: 1 }],
    ['waiting', { waiting: 1 }],
  ] satisfies readonly [MessageState, Partial<typeof nothing>][])(
    'counts a message that is %s',
    (state, counts) => {
      expect(accountFor([put('a')], evidence({ a: state }))).toEqual({
        ...nothing,
        messages: 1,
        ...counts,
      });
    },
  );

  it('counts one of an id in its state and the others as duplicates', () => {
    expect(
      accountFor([put('a', '1'), put('a', '2'), put('a', '3')], evidence({ a: 'delivered' })),
    ).toEqual({
      ...nothing,
      messages: 3,
      sent: 1,
      delivered: 1,
      duplicate: 2,
    });
  });

  it('takes copies that a lane still holds for waiting', () => {
    expect(
      accountFor(
        [put('a', '1'), put('a', '2'), put('a', '3')],
        evidence({ a: 'delivered' }, { inLanes: 1 }),
      ),
    ).toMatchObject({
      duplicate: 1,
      waiting: 1,
    });
  });

  it('takes messages nobody knows of for waiting as far as the lanes hold some, for unaccounted beyond', () => {
    expect(accountFor([put('a'), put('b'), put('c')], evidence({}, { inLanes: 2 }))).toMatchObject({
      waiting: 2,
      unaccounted: 1,
    });
  });

  it('finds a rejected message by the id of SQS, in the table or among the dead letters', () => {
    const broken: PutMessage = {
      keys: [
        { tenantId: 'default', messageId: 'own' },
        { tenantId: 'default', messageId: 'sqs-1' },
      ],
      sqsMessageId: 'sqs-1',
    };

    expect(findState(broken, evidence({ 'sqs-1': 'rejected' }))).toBe('rejected');
    expect(findState(broken, evidence({}, { deadLetters: new Set(['sqs-1']) }))).toBe('rejected');
    expect(findState(broken, evidence({}))).toBe('unknown');
  });

  it('believes the table more than the dead letters when a message was sent', () => {
    expect(findState(put('a'), evidence({ a: 'sent' }, { deadLetters: new Set(['sqs-a']) }))).toBe(
      'sent',
    );
    expect(
      findState(put('a'), evidence({ a: 'sending' }, { deadLetters: new Set(['sqs-a']) })),
    ).toBe('rejected');
  });

  it('tells the same id of two tenants apart', () => {
    const other: PutMessage = { keys: [{ tenantId: 'acme', messageId: 'a' }], sqsMessageId: '2' };

    expect(accountFor([put('a', '1'), other], evidence({ a: 'sent' }))).toMatchObject({
      sent: 1,
      duplicate: 0,
      unaccounted: 1,
    });
  });

  it('puts every message in exactly one place, whatever is known', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.uuid()), { maxLength: 12 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(...messageStates)),
        fc.nat(15),
        (messages, states, inLanes) => {
          const account = accountFor(
            messages.map(([id, sqsId]) => put(id, sqsId)),
            evidence(states, { inLanes }),
          );
          const {
            sent,
            suppressed,
            duplicate,
            rejected,
            waiting,
            unaccounted,
            delivered,
            bounced,
            complained,
          } = account;
          expect(sent + suppressed + duplicate + rejected + waiting + unaccounted).toBe(
            messages.length,
          );
          expect(delivered + bounced + complained).toBeLessThanOrEqual(sent);
          expect(Math.min(...Object.values(account))).toBeGreaterThanOrEqual(0);
        },
      ),
    ));
});
