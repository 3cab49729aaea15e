import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SesRefusal } from '../../../shared/ses-api/ports.ts';
import { refusalOf, withoutAddresses } from '../../../shared/ses-api/ses-refusal.ts';

const notVerified =
  'Email address is not verified. The following identities failed the check in region US-EAST-1: a@x.example, b@y.example';

const table: readonly (readonly [code: string, message: string, kind: SesRefusal['kind']])[] = [
  ['Throttling', 'Maximum sending rate exceeded.', 'rate'],
  ['ThrottlingException', 'Maximum sending rate exceeded.', 'rate'],
  ['Throttling', 'Daily message quota exceeded.', 'quota'],
  ['ThrottlingException', 'Daily message quota exceeded.', 'quota'],
  ['TooManyRequestsException', 'Daily message quota exceeded', 'quota'],
  ['LimitExceededException', 'Daily message quota exceeded', 'quota'],
  ['TooManyRequestsException', 'Maximum sending rate exceeded', 'rate'],
  ['RequestThrottled', '', 'rate'],
  ['RequestLimitExceeded', 'Rate exceeded', 'rate'],
  ['LimitExceededException', 'Maximum sending rate exceeded', 'rate'],
  ['MessageRejected', notVerified, 'configuration'],
  [
    'MessageRejected',
    'Sending paused for this account. For more information, please check the inbox …',
    'paused',
  ],
  ['MessageRejected', 'Message rejected for another cause', 'message'],
  ['AccountSendingPausedException', '', 'paused'],
  ['AccountSendingPaused', '', 'paused'],
  ['SendingPausedException', '', 'paused'],
  ['AccountSuspendedException', '', 'paused'],
  ['ConfigurationSetSendingPausedException', '', 'set-paused'],
  ['MailFromDomainNotVerifiedException', '', 'configuration'],
  ['MailFromDomainNotVerified', '', 'configuration'],
  [
    'ConfigurationSetDoesNotExistException',
    'Configuration set <x> does not exist.',
    'configuration',
  ],
  ['ConfigurationSetDoesNotExist', '', 'configuration'],
  ['TemplateDoesNotExistException', '', 'configuration'],
  ['NotFoundException', 'Template x does not exist', 'configuration'],
  [
    'AccessDenied',
    'User: arn:aws:sts::1:x is not authorized to perform: ses:SendRawEmail',
    'configuration',
  ],
  ['AccessDeniedException', '', 'configuration'],
  ['SignatureDoesNotMatch', '', 'paused'],
  ['InvalidClientTokenId', '', 'paused'],
  ['ExpiredToken', '', 'paused'],
  ['ExpiredTokenException', '', 'paused'],
  ['RequestExpired', '', 'paused'],
  ['IncompleteSignature', '', 'paused'],
  ['UnrecognizedClientException', 'The security token is invalid.', 'paused'],
  ['InvalidParameterValue', "Missing final '@domain'", 'message'],
  ['BadRequestException', '', 'message'],
  ['InvalidRenderingParameterException', '', 'message'],
  ['SomethingNew', 'that nobody has seen', 'message'],
];

describe('refusalOf', () => {
  it.each(table)('takes %s "%s" for %s', (code, message, kind) => {
    expect(refusalOf({ code, message, status: 400 })?.kind).toBe(kind);
  });

  it.each(table)('says what to do about %s "%s"', (code, message, kind) => {
    const refusal = refusalOf({ code, message, status: 400 });

    expect(refusal?.remedy.length).toBeGreaterThan(20);
    // What waits goes on by itself; what has failed lies among the dead letters, or has to be
    // corrected first.
    expect(/waits?\b|another slot/.test(refusal?.remedy ?? '')).toBe(
      ['rate', 'quota', 'paused', 'set-paused'].includes(kind),
    );
  });

  it.each([
    ...['MessageRejected', 'InvalidParameterValue', 'BadRequestException', 'ValidationError'],
    ...['InvalidTemplateException', 'InvalidRenderingParameterException'],
    'MissingRenderingAttributeException',
  ])('knows %s for a fault of the message itself', (code) => {
    expect(refusalOf({ code, message: '', status: 400 })).toMatchObject({
      kind: 'message',
      remedy: expect.stringMatching(/^Correct the message/),
    });
  });

  it.each([500, 502, 503, 504, undefined])(
    'does not know whether SES took the mail after status %s',
    (status) => {
      expect(
        refusalOf({ code: 'Throttling', message: 'Maximum sending rate exceeded.', status }),
      ).toBeUndefined();
    },
  );

  it('says what to do, whatever the code', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (code, message) => {
        expect(refusalOf({ code, message, status: 400 })?.remedy.length).toBeGreaterThan(20);
      }),
    ));

  it('keeps addresses out of the cause', () => {
    expect(refusalOf({ code: 'MessageRejected', message: notVerified, status: 400 })?.cause).toBe(
      'Email address is not verified. The following identities failed the check in region US-EAST-1: …',
    );
  });
});

describe('withoutAddresses', () => {
  it('takes every address out of a text', () =>
    fc.assert(
      fc.property(
        fc.array(fc.emailAddress(), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(', ', ' ', '><', ' and ', ';'),
        (addresses, between) => {
          const clean = withoutAddresses(`SES said: ${addresses.join(between)} failed`);

          for (const address of addresses) expect(clean).not.toContain(address);
        },
      ),
    ));
});
