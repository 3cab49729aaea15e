import { describe, expect, it } from '@jest/globals';
import { isWholeScope, pauseOf } from '../../../shared/tenants/pauses.ts';

const pause = (why: string) => ({ by: 'operator', since: 1, why }) as const;

describe('pauseOf', () => {
  it.each([
    [{}, undefined],
    [{ marketing: pause('a stream') }, undefined],
    [{ transactional: pause('this stream') }, 'this stream'],
    [{ 'switched-off': pause('off'), transactional: pause('this stream') }, 'off'],
    [{ '*': pause('all'), 'switched-off': pause('off') }, 'all'],
    [{ 'switched-off': pause('off') }, 'off'],
  ])('of %j stops transactional mail by: %s', (pauses, why) => {
    expect(pauseOf(pauses, 'transactional')?.why).toBe(why);
  });
});

describe('isWholeScope', () => {
  it('is that of all mail of a tenant, whoever stopped it', () => {
    expect(['*', 'switched-off', 'marketing', ''].map(isWholeScope)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
