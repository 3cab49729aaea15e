import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addressOf,
  parseMailbox,
  splitAddressList,
} from '../../../../shared/ses-api/mail/addresses.ts';

const messageOf = (text: string): string => {
  const mailbox = parseMailbox(text);
  return mailbox.kind === 'invalid' ? mailbox.message : 'valid';
};

describe('addresses', () => {
  it.each([
    ['a@example.com', 'a@example.com'],
    ['"Zoë, Q <z>" <a.b+c@Example.com>', 'a.b+c@Example.com'],
    ['=?UTF-8?B?w6k=?= <c@example.com>', 'c@example.com'],
    ['<a@example.com>', 'a@example.com'],
    ['"john doe"@example.com', '"john doe"@example.com'],
  ])('reads %s', (text, address) => {
    expect(parseMailbox(text)).toMatchObject({ kind: 'mailbox', address });
  });

  it.each([
    ['nobody', "Missing final '@domain'"],
    ['a@', 'Missing domain'],
    ['@example.com', 'Missing local name'],
    ['a b@example.com', 'Local address contains control or whitespace'],
    ['zoë@example.com', 'Local address contains control or whitespace'],
    ['a@example.com.', 'Domain ends with dot.'],
    ['a@bücher.example', 'Domain contains illegal character'],
    ['a@exa_mple.com', 'Domain contains illegal character'],
    ['.a@example.com', 'Local address starts with dot'],
    ['a..b@example.com', 'Local address contains dot-dot'],
    ['', 'Illegal address'],
    ['A <a@example.com', 'Illegal address'],
    ['A\r\nBcc: x <a@example.com>', 'Illegal address'],
  ])('says what is wrong with %j', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  it('splits a header at the commas that part addresses', () => {
    expect(
      splitAddressList(
        '"Doe, J" <j@example.com>, b@example.com,, Team: c@example.com, d@example.com;',
      ),
    ).toEqual(['"Doe, J" <j@example.com>', 'b@example.com', 'c@example.com', 'd@example.com']);
  });

  it('property: never throws, and what it reads has one domain and no white space', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.emailAddress(),
          fc.string({ unit: fc.constantFrom('a', '@', '.', '"', '<', '>', ' ', ',', '\\') }),
        ),
        (text) => {
          const mailbox = parseMailbox(text);
          if (mailbox.kind === 'mailbox') {
            expect(`${mailbox.localPart}@${mailbox.domain}`).toBe(mailbox.address);
            expect(mailbox.domain).toMatch(/^[A-Za-z0-9.-]+$/);
          }
          expect(typeof addressOf(text)).toBe('string');
          splitAddressList(text);
        },
      ),
    ));
});
