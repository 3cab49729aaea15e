import { describe, expect, it } from '@jest/globals';
import { observe } from '../../../shared/health/observe.ts';

const never = new Promise<void>(() => undefined);

const errorNamed = (name: string, more: object = {}): Error =>
  Object.assign(new Error('a text that may hold ann@example.com'), { name }, more);

const seeing = (error: unknown) => observe('ses:GetAccount', () => Promise.reject(error), never);

describe('looking at a thing', () => {
  it('knows what is answered, also that there is none', async () => {
    expect(await observe('a:B', async () => 7, never)).toEqual({ kind: 'known', value: 7 });
    expect(await observe('a:B', async () => null, never)).toEqual({ kind: 'known', value: null });
  });

  it.each([
    ['AccessDeniedException', 'not-permitted'],
    ['AccessDenied', 'not-permitted'],
    ['AuthorizationErrorException', 'not-permitted'],
    ['TimeoutError', 'unanswered'],
    ['TooManyRequestsException', 'unanswered'],
    ['ServiceUnavailable', 'unanswered'],
    ['ValidationError', 'refused'],
    ['ExpiredToken', 'refused'],
    ['TypeError', 'refused'],
  ])('takes %s for %s', async (name, kind) => {
    const seen = await seeing(errorNamed(name));

    expect(seen.kind).toBe(kind);
    expect(JSON.stringify(seen)).not.toContain('ann@');
  });

  it('takes a connection that fails for no answer, by the code of the system', async () => {
    const refused = errorNamed('Error', { code: 'ECONNREFUSED' });

    expect(await seeing(refused)).toMatchObject({ kind: 'unanswered', code: 'ECONNREFUSED' });
    expect(await seeing(new AggregateError([refused]))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends when the time is over, and takes nothing for absent', async () => {
    const seen = await observe('a:B', () => new Promise(() => undefined), Promise.resolve());

    expect(seen).toEqual({ kind: 'unanswered', action: 'a:B', code: 'out of time' });
  });

  it('does not fail when the look throws at once', async () => {
    const seen = await observe(
      'a:B',
      () => {
        throw errorNamed('RangeError');
      },
      never,
    );

    expect(seen).toMatchObject({ kind: 'refused', code: 'RangeError' });
  });
});
