import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPasswordOf, smtpPassword } from '../../../shared/access-keys/smtp-password.ts';

const region = 'eu-central-1';
const secret = 'some+secret+key';
const derived = 'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2';

describe('smtpPassword', () => {
  it.each([
    [secret, region, derived],
    ['another+secret+key', 'eu-central-1', 'BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh'],
    ['some+secret+key', 'us-west-1', 'BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj'],
    ['another+secret+key', 'us-west-1', 'BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF'],
  ])('of %s in %s is what SES derives', (given, where, password) => {
    expect(smtpPassword(given, where)).toBe(password);
  });
});

describe('isPasswordOf', () => {
  it('takes the secret and the derived password of the region, and of no other', () => {
    expect(isPasswordOf(secret, secret, region)).toBe(true);
    expect(isPasswordOf(derived, secret, region)).toBe(true);
    expect(isPasswordOf(derived, secret, 'us-west-1')).toBe(false);
  });

  it('takes no other text, however long or like the right one it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        fc.pre(text !== '');
        expect(isPasswordOf(secret + text, secret, region)).toBe(false);
        expect(isPasswordOf(text + secret, secret, region)).toBe(false);
        expect(isPasswordOf(derived + text, secret, region)).toBe(false);
      }),
    );
    expect(isPasswordOf('', secret, region)).toBe(false);
    expect(isPasswordOf('a'.repeat(257), 'a'.repeat(256), region)).toBe(false);
  });
});
