import type { Background } from '../remedy.ts';
import type { SesErrorKey } from '../told/ses-errors.ts';
import { pages } from './pages.ts';

/** What the errors of SES's two APIs mean. */
export const knownSesErrors = {
  'daily-quota': {
    cause:
      'The account has sent as many mails in the last 24 hours as its quota allows; SES counts recipients.',
    actor: 'nobody',
    retry: 'quota',
    sources: [pages.sesQuotaErrors],
    samples: [
      'Throttling: Daily message quota exceeded.',
      '454 Throttling failure: Daily message quota exceeded',
      'An error occurred (LimitExceededException) when calling the SendEmail operation: Daily message quota exceeded.',
    ],
  },
  'send-rate': {
    cause:
      'More mails were sent in a second than the rate of the account allows; SES counts recipients.',
    actor: 'nobody',
    retry: 'slot',
    sources: [pages.sesQuotaErrors],
    samples: [
      'Throttling: Maximum sending rate exceeded.',
      '454 Throttling failure: Maximum sending rate exceeded',
      'TooManyRequestsException: Maximum sending rate exceeded.',
    ],
  },
  'set-paused': {
    cause: 'Sending is switched off for the configuration set of the mail.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesPause],
    samples: [
      'ConfigurationSetSendingPausedException: Email sending is disabled for the configuration set.',
      'SendingPausedException: Sending is paused for configuration set <ses-pipeline-prod-bulk>.',
    ],
  },
  'tenant-paused': {
    cause: 'SES, or somebody, has paused the SES tenant that the mail belongs to.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesTenants],
    samples: ['SendingPausedException: Sending is paused for tenant <acme>.'],
  },
  'account-paused': {
    cause:
      'AWS or somebody has paused the whole account in this region, because of bounces, complaints or a review.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesPause, pages.sesReview],
    samples: [
      'MessageRejected: Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
      'AccountSendingPausedException: Email sending is disabled for your entire Amazon SES account.',
      'SES AccountSuspended',
      '554 Message rejected: Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    ],
  },
  'not-verified': {
    cause:
      'SES does not know the sender in this region as verified. In the sandbox it says the same of a recipient. The region in the text is the one that was asked: another region knows nothing of its identities.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesErrors, pages.sesSandbox],
    samples: [
      'MessageRejected: Email address is not verified. The following identities failed the check in region US-EAST-1: shop@example.com',
      '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: jane@example.org',
      'An error occurred (MessageRejected) when calling the SendRawEmail operation: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: shop@example.com',
    ],
  },
  'mail-from-not-verified': {
    cause:
      'The MX record of the custom MAIL FROM domain is missing, and the identity says to refuse mail then.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesMailFrom],
    samples: ['MailFromDomainNotVerifiedException: MAIL FROM domain is not verified.'],
  },
  'set-missing': {
    cause: 'The configuration set of the mail does not exist in this account and region.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesErrors],
    samples: [
      'ConfigurationSetDoesNotExist: Configuration set <marketing> does not exist.',
      'NotFoundException: Configuration set <marketing> does not exist.',
    ],
  },
  'tenant-missing': {
    cause: 'The SES tenant of the mail does not exist in this account and region.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesTenants],
    samples: ['NotFoundException: Tenant acme for AwsAccountId 111122223333 not found.'],
  },
  'template-missing': {
    cause: 'The SES template of the mail does not exist in this account and region.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesTemplates],
    samples: [
      'TemplateDoesNotExistException: Template welcome does not exist.',
      'NotFoundException: Template welcome does not exist.',
    ],
  },
  'not-found': {
    cause: 'Something that the mail names does not exist in SES in this account and region.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesSendEmail],
    samples: [
      'An error occurred (NotFoundException) when calling the SendEmail operation: List with name: news does not exist.',
    ],
  },
  'tenant-not-associated': {
    cause:
      'The mail names an SES tenant, and uses an identity, a configuration set or a template that is not associated with it. The text names them all.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesTenants],
    samples: [
      'AccessDeniedException: Tenant not associated with resources [arn:aws:ses:eu-west-1:111122223333:configuration-set/marketing].',
    ],
  },
  'access-denied': {
    cause:
      'The role or user has no permission for this call to SES, with this identity or configuration set.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesPermissions, pages.iam],
    samples: [
      "AccessDenied: User `arn:aws:iam::111122223333:user/app' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:us-east-1:111122223333:identity/example.com'",
      '554 Access denied: User arn:aws:iam::111122223333:user/app is not authorized to perform ses:SendRawEmail on resource arn:aws:ses:us-east-1:111122223333:identity/example.com',
    ],
  },
  signature: {
    cause:
      'The secret access key is not that of the access key id, something between changed the request, or the clock is wrong.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesCommonErrors, pages.sigV4],
    samples: [
      'An error occurred (SignatureDoesNotMatch) when calling the SendRawEmail operation: The request signature we calculated does not match the signature you provided.',
    ],
  },
  'unknown-key': {
    cause:
      'AWS does not know the access key: deleted, switched off, of another partition, or a temporary one without its session token.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesCommonErrors, pages.sigV4],
    samples: [
      'An error occurred (InvalidClientTokenId) when calling the SendEmail operation: The security token included in the request is invalid.',
    ],
  },
  'expired-token': {
    cause: 'The temporary credentials have expired, or the call carries none.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesCommonErrors],
    samples: [
      'An error occurred (ExpiredToken) when calling the SendRawEmail operation: The security token included in the request is expired',
    ],
  },
  'not-subscribed': {
    cause: 'The AWS account is not signed up for SES in this region, or its bills are not paid.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesCommonErrors],
    samples: [
      'An error occurred (OptInRequired) when calling the SendEmail operation: The AWS Access Key Id needs a subscription for the service',
    ],
  },
  'bad-message': {
    cause: 'SES does not take the mail as it is: an address, a header, a tag or the template data.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesErrors, pages.sesCommonErrors],
    samples: [
      'An error occurred (InvalidParameterValue) when calling the SendEmail operation: Nested group address',
      '554 Message rejected: Illegal MIME',
      'MessageRejected: the message is not valid',
    ],
  },
  unauthenticated: {
    cause: 'SES refuses the credentials, with a code that this table does not know.',
    actor: 'you',
    retry: 'waits',
    sources: [pages.sesCommonErrors],
    samples: ['SES HTTP 401'],
  },
  forbidden: {
    cause: 'SES does not permit the call, with a code that this table does not know.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesCommonErrors],
    samples: ['SES HTTP 403'],
  },
  missing: {
    cause: 'SES does not find something, with a code that this table does not know.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesCommonErrors],
    samples: ['SES HTTP 404'],
  },
  'too-large': {
    cause: 'The mail is larger than SES, or a proxy before it, takes.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesErrors],
    samples: ['SES HTTP 413'],
  },
  transient: {
    cause: 'SES took a request for several mails, and could not process this one for the moment.',
    actor: 'nobody',
    retry: 'waits',
    sources: [pages.sesBulkResult],
    samples: ['SES TransientFailure'],
  },
  'too-many': {
    cause: 'SES takes no more calls now, with a code that this table does not know.',
    actor: 'nobody',
    retry: 'slot',
    sources: [pages.sesQuotaErrors],
    samples: ['SES HTTP 429'],
  },
  refused: {
    cause: 'SES refuses the mail, with a code that this table does not know.',
    actor: 'you',
    retry: 'resend',
    sources: [pages.sesCommonErrors],
    samples: ['SES HTTP 400'],
  },
} as const satisfies Readonly<Record<SesErrorKey, Background>>;
