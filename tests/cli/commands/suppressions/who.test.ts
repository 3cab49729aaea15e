import { describe, expect, it } from '@jest/globals';
import { orderOf } from '../../../../cli/commands/suppressions/who.ts';
import { basicStreams, type Streams, streamsWith } from '../../../../shared/email/streams.ts';

const why = 'asked';

const asked = (user?: string, streams: Streams = basicStreams) => ({
  user,
  streams: async () => streams,
});

describe('orderOf', () => {
  it('is for all tenants, by who is logged in, without blanks around', async () => {
    expect(await orderOf({ why: ' asked ' }, asked(' ann '))).toEqual({
      kind: 'order',
      order: { scope: '*', by: 'ann', why },
    });
  });

  it('is by the name that is given, and for the scope that is given', async () => {
    expect(await orderOf({ why, by: 'bob', tenant: 'acme' }, asked('ann'))).toEqual({
      kind: 'order',
      order: { scope: 'tenant#acme', by: 'bob', why },
    });
  });

  it('is for a stream of the deployment’s own', async () => {
    const order = { why, by: 'bob', tenant: 'acme', stream: 'receipts' };

    expect(await orderOf(order, asked('ann', streamsWith({ receipts: 'transactional' })))).toEqual({
      kind: 'order',
      order: { scope: 'tenant#acme#stream#receipts', by: 'bob', why },
    });
  });

  it('takes names and reasons up to their lengths, and no longer', async () => {
    const kindOf = async (by: number, reason: number) =>
      (await orderOf({ by: 'b'.repeat(by), why: 'w'.repeat(reason) }, asked())).kind;

    expect([await kindOf(100, 500), await kindOf(101, 500), await kindOf(100, 501)]).toEqual([
      'order',
      'none',
      'none',
    ]);
  });

  it.each([
    [{ why }, undefined, /--by/],
    [{ why, by: '  ' }, 'ann', /--by/],
    [{}, 'ann', /--why/],
    [{ why: ' ' }, 'ann', /--why/],
    [{ why, scope: 'all' }, 'ann', /no such scope/],
    [{ why, tenant: 'acme', stream: 'digest' }, 'ann', /no stream digest; there are transactional/],
  ])('refuses %j of %s, and says what is missing', async (options, user, sentence) => {
    expect(await orderOf(options, asked(user))).toEqual({
      kind: 'none',
      problem: expect.stringMatching(sentence),
    });
  });
});
