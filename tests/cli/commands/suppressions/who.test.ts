import { describe, expect, it } from '@jest/globals';
import { orderOf } from '../../../../cli/commands/suppressions/who.ts';

const why = 'asked';

describe('orderOf', () => {
  it('is for all tenants, by who is logged in, without blanks around', () => {
    expect(orderOf({ why: ' asked ' }, ' ann ')).toEqual({
      kind: 'order',
      order: { scope: '*', by: 'ann', why },
    });
  });

  it('is by the name that is given, and for the scope that is given', () => {
    expect(orderOf({ why, by: 'bob', tenant: 'acme' }, 'ann')).toEqual({
      kind: 'order',
      order: { scope: 'tenant#acme', by: 'bob', why },
    });
  });

  it('takes names and reasons up to their lengths, and no longer', () => {
    const kindOf = (by: number, reason: number) =>
      orderOf({ by: 'b'.repeat(by), why: 'w'.repeat(reason) }, undefined).kind;

    expect([kindOf(100, 500), kindOf(101, 500), kindOf(100, 501)]).toEqual([
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
  ])('refuses %j of %s, and says what is missing', (options, user, sentence) => {
    expect(orderOf(options, user)).toEqual({
      kind: 'none',
      problem: expect.stringMatching(sentence),
    });
  });
});
