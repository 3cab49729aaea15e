import { describe, expect, it } from '@jest/globals';
import { remedyOfText } from '../../../shared/remedies/remedy-of-text.ts';

/** Errors and symptoms that guides for setting up SES name, as people report them. */
const named: readonly (readonly [text: string, key: string])[] = [
  ['Email address is not verified.', 'ses/not-verified'],
  [
    'MessageRejected: Email address is not verified. The following identities failed the check in region US-EAST-1: shop@example.com',
    'ses/not-verified',
  ],
  [
    'botocore.errorfactory.MessageRejected: An error occurred (MessageRejected) when calling the SendRawEmail operation: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: noreply@example.com',
    'ses/not-verified',
  ],
  [
    '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: shop@example.com',
    'ses/not-verified',
  ],
  ['Account is in sandbox', 'ses/sandbox'],
  ['ProductionAccessNotGrantedException', 'ses/sandbox'],
  [
    "AccessDenied: User `arn:aws:iam::111122223333:user/app' is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:us-east-1:111122223333:identity/example.com'",
    'ses/access-denied',
  ],
  [
    'AccessDeniedException: User: arn:aws:iam::111122223333:user/app is not authorized to perform: ses:SendEmail on resource: arn:aws:ses:us-east-1:111122223333:identity/example.com',
    'ses/access-denied',
  ],
  ['AccessDenied', 'aws/access-denied'],
  ['Message rejected', 'ses/bad-message'],
  ['MessageRejected', 'ses/bad-message'],
  ['554 Message rejected: Illegal MIME', 'ses/bad-message'],
  ['Daily message quota exceeded', 'ses/daily-quota'],
  ['Throttling: Daily message quota exceeded.', 'ses/daily-quota'],
  ['454 Throttling failure: Daily message quota exceeded', 'ses/daily-quota'],
  ['Maximum sending rate exceeded', 'ses/send-rate'],
  ['Throttling - Maximum sending rate exceeded', 'ses/send-rate'],
  ['454 Throttling failure: Maximum sending rate exceeded', 'ses/send-rate'],
  ['535 Authentication Credentials Invalid', 'ses-smtp/credentials-invalid'],
  [
    'SMTP Error: Could not authenticate. 535 Authentication Credentials Invalid',
    'ses-smtp/credentials-invalid',
  ],
  [
    "SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'us-east-1'. ",
    'aws/wrong-region',
  ],
  [
    'Could not connect to the endpoint URL: "https://email.eu-central-9.amazonaws.com/"',
    'network/no-such-endpoint',
  ],
  ['getaddrinfo ENOTFOUND email-smtp.eu-central-9.amazonaws.com', 'network/no-such-endpoint'],
  ['SignatureDoesNotMatch', 'aws/signature'],
  [
    'An error occurred (SignatureDoesNotMatch) when calling the SendRawEmail operation: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    'ses/signature',
  ],
  ['InvalidClientTokenId', 'aws/unknown-key'],
  [
    'An error occurred (InvalidClientTokenId) when calling the GetSendQuota operation: The security token included in the request is invalid.',
    'ses/unknown-key',
  ],
  ['ConfigurationSetDoesNotExist: Configuration set <my-set> does not exist.', 'ses/set-missing'],
  ['MailFromDomainNotVerifiedException', 'ses/mail-from-not-verified'],
  [
    'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    'ses/account-paused',
  ],
  ['AccountSendingPausedException', 'ses/account-paused'],
  ['AccountSuspendedException', 'ses/account-paused'],
  ['The SNS topic is not selectable', 'sns/topic-not-selectable'],
  ['User is not authorized to perform: SNS:ListTopics', 'sns/topic-not-selectable'],
  ['PendingConfirmation', 'sns/pending'],
  ['The subscription is still pending', 'sns/pending'],
  ['Emails land in the spam folder', 'set-up/spam-folder'],
  ["The recipient's domain blocks SES", 'set-up/domain-blocks-ses'],
  ['Port 25 is blocked', 'network/port-25'],
  ['Connection timed out on port 25', 'network/port-25'],
  ['Connection timed out', 'network/timed-out'],
  ['connect ETIMEDOUT 203.0.113.9:587', 'network/timed-out'],
  ['TimeoutError: Connection timed out', 'network/timed-out'],
  ['DKIM pending', 'set-up/dkim-pending'],
  ['DKIM: PENDING', 'set-up/dkim-pending'],
  ['Access key is older than 90 days', 'set-up/old-key'],
  ['InvalidParameterValue: Illegal address', 'ses/address'],
  ["InvalidParameterValue: Missing final '@domain'", 'ses/address'],
  ["Missing final '@domain'", 'ses/address'],
  ['Throttling: Rate exceeded', 'aws/throttled'],
  [
    'An error occurred (Throttling) when calling the GetIdentityVerificationAttributes operation: Rate exceeded',
    'ses/control-plane-rate',
  ],
  ['TemplateDoesNotExist: Template welcome does not exist', 'ses/template-missing'],
  ["InvalidParameterValue: Duplicate header 'Content-Type'.", 'ses/duplicate-header'],
  ['The email was not received', 'set-up/not-received'],
  [
    '554 Access denied: User arn:aws:iam::111122223333:user/app is not authorized to perform ses:SendRawEmail on resource arn:aws:ses:us-east-1:111122223333:identity/example.com',
    'ses/access-denied',
  ],
  ['530 Authentication required', 'ses-smtp/authentication-required'],
  ['451 Timeout waiting for data from client.', 'ses-smtp/data-timeout'],
  ['552 Message is too long.', 'ses-smtp/too-long'],
  ['ExpiredToken: The security token included in the request is expired', 'aws/expired-token'],
  ['Address is on the suppression list for your account', 'event/account-suppression'],
  ['421 Too many concurrent SMTP connections', 'ses-smtp/too-many-connections'],
  ['KMSAccessDeniedException', 'kms/access-denied'],
];

describe('errors that set-up guides name', () => {
  it.each(named)('are in the table: %s', (text, key) => {
    expect(remedyOfText(text)?.key).toBe(key);
  });

  it.each([
    'hello',
    'Message sent',
    'the message could not be delivered at the rate of others, later',
    'order 550 of 2026 is on its way',
    'version 5.7.1 of the library',
    'Disabled by default',
    'Error: something went wrong',
    'TypeError: Cannot read properties of undefined',
    'SomethingNewException: that nobody has seen',
    '404 Not Found',
    '',
  ])('and what is no such error is told as unknown: %s', (text) => {
    expect(remedyOfText(text)).toBeUndefined();
  });
});
