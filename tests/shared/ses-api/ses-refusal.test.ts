import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SesRefusal } from '../../../shared/ses-api/ports.ts';
import { refusalOf } from '../../../shared/ses-api/ses-refusal.ts';

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

/** Answers of the v2 API, to mail that names an SES tenant or none. */
const ofV2: readonly (readonly [
  code: string,
  status: number,
  message: string,
  isOfTenant: boolean,
  kind: SesRefusal['kind'],
  remedy: RegExp,
])[] = [
  ['TooManyRequestsException', 429, 'Maximum sending rate exceeded.', false, 'rate', /slot/],
  ['TooManyRequestsException', 429, 'Daily message quota exceeded.', false, 'quota', /24 hours/],
  ['LimitExceededException', 400, 'Daily message quota exceeded.', true, 'quota', /24 hours/],
  ['AccountSuspendedException', 400, 'x', true, 'paused', /SES console/],
  ['SendingPausedException', 400, 'Sending is paused.', false, 'paused', /SES console/],
  ['SendingPausedException', 400, 'Sending paused for this account. F', true, 'paused', /console/],
  [
    'SendingPausedException',
    400,
    'Sending is paused for tenant <a>.',
    true,
    'tenant-paused',
    /SES tenant/,
  ],
  [
    'SendingPausedException',
    400,
    'Words that nobody has seen',
    true,
    'tenant-paused',
    /SES tenant/,
  ],
  [
    'SendingPausedException',
    400,
    'Sending is paused for configuration set <x>.',
    true,
    'set-paused',
    /Enable sending for the configuration set/,
  ],
  ['MailFromDomainNotVerifiedException', 400, 'x', true, 'configuration', /MX record/],
  ['MessageRejected', 400, notVerified, true, 'configuration', /^Verify the sender/],
  ['MessageRejected', 400, 'x', true, 'message', /^Correct the message/],
  [
    'NotFoundException',
    404,
    'Configuration set <x> does not exist.',
    true,
    'configuration',
    /^Create the configuration set/,
  ],
  [
    'NotFoundException',
    404,
    'Tenant a for AwsAccountId 1 not found.',
    true,
    'configuration',
    /^Create the SES tenant.*`sesTenant`/,
  ],
  [
    'NotFoundException',
    404,
    'Template tenant does not exist.',
    true,
    'configuration',
    /^Create the SES template/,
  ],
  [
    'NotFoundException',
    404,
    'List with name: x does not exist.',
    false,
    'configuration',
    /contact list/,
  ],
  ['BadRequestException', 400, 'x', true, 'message', /^Correct the message/],
  ['ValidationException', 400, 'x', false, 'message', /^Correct the message/],
  [
    'AccessDeniedException',
    403,
    'Tenant not associated with resources [arn:x].',
    true,
    'configuration',
    /^Associate with the SES tenant/,
  ],
  [
    'AccessDeniedException',
    403,
    "User 'x' is not authorized to perform 'ses:SendRawEmail'",
    true,
    'configuration',
    /role/,
  ],
  ['InvalidSignatureException', 403, 'Signature expired', false, 'paused', /clock/],
  ['MissingAuthenticationTokenException', 403, 'x', false, 'paused', /credentials/],
  ['UnrecognizedClientException', 403, 'x', false, 'paused', /credentials/],
  ['OptInRequired', 403, 'x', false, 'paused', /Sign the AWS account up/],
  ['SomethingNew', 401, 'x', false, 'paused', /credentials/],
  ['SomethingNew', 403, 'x', false, 'configuration', /permit/],
  ['SomethingNew', 404, 'x', false, 'configuration', /create what is missing/],
  ['SomethingNew', 413, 'x', false, 'message', /smaller/],
  ['SomethingNew', 429, 'x', false, 'rate', /slot/],
  ['SomethingNew', 400, 'x', false, 'message', /SES API reference/],
];

describe('refusalOf', () => {
  it.each(ofV2)(
    'takes v2’s %s %i "%s" (of a tenant: %s) for %s',
    (code, status, message, isOfTenant, kind, remedy) => {
      expect(refusalOf({ code, message, status, isOfTenant })).toMatchObject({
        kind,
        remedy: expect.stringMatching(remedy),
      });
    },
  );

  it('says what SES said apart from what to do', () => {
    const message = 'Tenant not associated with resources [arn:aws:ses:x:1:identity/j@x.org].';

    expect(
      refusalOf({ code: 'AccessDeniedException', message, status: 403, isOfTenant: true }),
    ).toMatchObject({
      cause: 'Tenant not associated with resources …',
      remedy: expect.not.stringContaining('not associated'),
    });
  });

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
