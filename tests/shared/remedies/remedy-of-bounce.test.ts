import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { remedyNamed } from '../../../shared/remedies/find-remedy.ts';
import { type BounceFacts, remedyOfBounce } from '../../../shared/remedies/remedy-of-bounce.ts';

const keyOf = (facts: BounceFacts) => remedyOfBounce(facts)?.key;

describe('remedy of a bounce', () => {
  it.each([
    // One code, and three meanings: the provider decides.
    [{ diagnostic: 'smtp; 550 5.7.27 no', domain: 'gmail.com' }, 'gmail/spf'],
    [{ diagnostic: 'smtp; 550 5.7.27 no' }, 'receiver/code-sender-takes-no-mail'],
    [{ diagnostic: 'smtp; 451 4.7.23 no', domain: 'gmail.com' }, 'gmail/ptr'],
    [{ diagnostic: 'smtp; 550 5.7.23 no', domain: 'example.org' }, 'receiver/code-spf-failed'],
    [
      { diagnostic: 'smtp; 550 5.7.13 no', domain: 'outlook.com' },
      'microsoft/outsiders-not-allowed',
    ],
    [{ diagnostic: 'smtp; 525 5.7.13 no' }, 'receiver/code-mailbox-disabled'],
    [{ diagnostic: 'smtp; 421 4.7.28 no', domain: 'mx.google.com' }, 'gmail/rate'],
    [{ diagnostic: 'smtp; 421 4.7.28 no' }, 'receiver/code-flood'],
    // A code that one provider alone has, at a domain of somebody's own.
    [{ diagnostic: 'smtp; 550 5.7.515 no', domain: 'example.org' }, 'microsoft/authentication'],
    [{ diagnostic: 'smtp; 550 5.7.515 no', domain: 'gmail.com' }, 'receiver/code-refused-reply'],
  ] as const)('is that of the provider: %j', (facts, key) => {
    expect(keyOf(facts)).toBe(key);
  });

  it.each([
    [
      { reason: 'Permanent/OnAccountSuppressionList', diagnostic: 'smtp; 550 5.1.1 x' },
      'event/account-suppression',
    ],
    [
      { reason: 'Permanent/General', diagnostic: 'smtp; 550 5.1.1 x' },
      'receiver/code-no-such-mailbox',
    ],
    [{ reason: 'Permanent/General', status: '5.1.1' }, 'receiver/code-no-such-mailbox'],
    [{ reason: 'Permanent/General' }, 'event/permanent-bounce'],
    [
      { reason: 'Transient/MailboxFull', diagnostic: 'smtp; 550 5.7.1 x' },
      'event/type-mailbox-full',
    ],
    [{ reason: 'Transient/CustomTimeoutExceeded' }, 'event/timeout'],
    [{ reason: 'complaint/abuse' }, 'event/complaint'],
    [{ reason: 'reject/Bad content' }, 'event/bad-content'],
    [{ reason: 'IPFailure' }, 'event/ip-failure'],
  ] as const)('goes by what SES says first, and last: %j', (facts, key) => {
    expect(keyOf(facts)).toBe(key);
  });

  it.each([
    {},
    { reason: 'Odd/New' },
    { diagnostic: 'smtp; 250 2.0.0 OK' },
    { diagnostic: 'connected to 5.7.1.1 by version 4.16.55.1' },
    { status: '2.0.0' },
    { reason: 'General', domain: 'gmail.com' },
  ])('is undefined when nothing tells: %j', (facts) => {
    expect(remedyOfBounce(facts)).toBeUndefined();
  });

  it('is an entry of the table, and never holds a part of the bounce', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('421', '450', '452', '550', '552', '554', '599'),
        fc.tuple(fc.constantFrom(4, 5), fc.nat(9), fc.nat(700)),
        fc.constantFrom('gmail.com', 'yahoo.co.jp', 'outlook.com', 'example.org', undefined),
        fc.string(),
        (reply, [kind, subject, detail], domain, text) => {
          const diagnostic = `smtp; ${reply} ${kind}.${subject}.${detail} ${text} <jane@example.org>`;
          const found = remedyOfBounce({ diagnostic, domain });

          if (found === undefined) return;
          expect(remedyNamed(found.key)?.remedy).toBe(found.remedy);
          expect(found.remedy).not.toMatch(/jane|@example/);
        },
      ),
    ));
});
