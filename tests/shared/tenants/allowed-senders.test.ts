import { describe, expect, it } from '@jest/globals';
import { isAllowedSender, readSenderRule } from '../../../shared/tenants/allowed-senders.ts';

describe('allowed senders', () => {
  it.each([
    ['shop@example.com', 'shop@example.com', true],
    ['Shop@Example.com', 'shop@example.com', true],
    ['shop@example.com', 'other@example.com', false],
    ['shop@example.com', 'shop@mail.example.com', false],
    ['example.com', 'shop@example.com', true],
    ['EXAMPLE.com', 'shop@mail.example.com', true],
    ['example.com', 'shop@notexample.com', false],
    ['mail.example.com', 'shop@example.com', false],
    ['exämple.org', 'shop@xn--exmple-cua.org', true],
    ['example.com', 'shop@example.com.evil.net', false],
  ])('%s lets %s send: %s', (entry, sender, expected) => {
    expect(isAllowedSender([entry], sender)).toBe(expected);
  });

  it('lets nobody send where nobody is named, and anybody who is named somewhere', () => {
    expect(isAllowedSender([], 'shop@example.com')).toBe(false);
    expect(isAllowedSender(['a.example', 'example.com'], 'shop@example.com')).toBe(true);
  });

  it.each(['', ' ', '@', 'a b', 'shop@', '*', '*.example.com', 'a@b@c', 'shop example.com'])(
    'reads "%s" as neither an address nor a domain',
    (entry) => {
      expect(readSenderRule(entry)).toBeUndefined();
    },
  );
});
