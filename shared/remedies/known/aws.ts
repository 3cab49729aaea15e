import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;

/** Errors that every AWS service gives alike, and that only their text tells apart. */
export const knownAwsTexts = {
  'wrong-region': {
    text: /credential should be scoped to a valid region/i,
    cause: 'The request was signed for another region than that of the endpoint.',
    remedy:
      'Name one region everywhere: --region or AWS_REGION, the region of the client, and the host of its endpoint.',
    ...you,
    sources: [pages.sigV4, pages.sesRegions],
    samples: [
      "SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'us-east-1'.",
    ],
  },
  'wrong-service': {
    text: /credential should be scoped to correct service/i,
    cause: 'The request was signed for another service than that of the endpoint.',
    remedy: 'Correct the endpoint of the client; SES signs as `ses`, for both of its APIs.',
    ...you,
    sources: [pages.sigV4],
    samples: ["SignatureDoesNotMatch: Credential should be scoped to correct service: 'ses'."],
  },
  clock: {
    text: /signature (?:expired|not yet current)|request (?:has )?expired|date in credential scope|request timestamp is too (?:old|skewed)/i,
    cause:
      'The clock of the machine is wrong by more than five minutes, or the request lay too long.',
    remedy: 'Set the clock by NTP, and sign each request when it is sent.',
    ...you,
    sources: [pages.sigV4],
    samples: [
      'InvalidSignatureException: Signature expired: 20261129T105400Z is now earlier than 20261129T110000Z (20261129T110500Z - 5 min.)',
      'RequestExpired: Request has expired.',
    ],
  },
  'no-region': {
    text: /region is missing|you must specify a region/i,
    cause: 'No region is set.',
    remedy: 'Name one with --region or AWS_REGION.',
    ...you,
    sources: ['https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html'],
    samples: [
      'Error: Region is missing',
      'You must specify a region. You can also configure your region by running "aws configure".',
    ],
  },
  'explicit-deny': {
    codes: ['AccessDenied', 'AccessDeniedException', 'AuthorizationError'],
    text: /with an explicit deny/i,
    cause: 'A policy of the organisation, of a boundary or of the resource forbids it.',
    remedy:
      'Ask who keeps the service control policies of the account; no permission of your own helps.',
    ...you,
    sources: [pages.iam],
    samples: [
      'AccessDeniedException: User: arn:aws:iam::111122223333:user/app is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/x with an explicit deny in a service control policy',
    ],
  },
} as const satisfies Readonly<Record<string, Known>>;

/** Errors that every AWS service gives alike. */
export const knownAws = {
  signature: {
    codes: ['SignatureDoesNotMatch', 'InvalidSignature', 'IncompleteSignature'],
    cause:
      'The secret access key is not that of the access key id, or something between changed the request.',
    remedy:
      'Copy both parts of the key again, without blanks. A `+` or `/` must not be encoded. A proxy must leave host, path and body as they are.',
    ...you,
    sources: [pages.sigV4],
    samples: [
      'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      'IncompleteSignature: Authorization header requires existence of either a X-Amz-Date or a Date header.',
    ],
  },
  'unknown-key': {
    codes: ['InvalidClientTokenId', 'UnrecognizedClient', 'InvalidAccessKeyId'],
    cause:
      'AWS does not know the access key: it was deleted or switched off, is of another partition, or belongs to a role and comes without its session token.',
    remedy:
      'Use an active access key, or a role; with temporary keys set AWS_SESSION_TOKEN too. `aws sts get-caller-identity` says whether it is known.',
    ...you,
    sources: [pages.sesCommonErrors, pages.sigV4],
    samples: [
      'InvalidClientTokenId: The security token included in the request is invalid.',
      'UnrecognizedClientException: The security token included in the request is invalid.',
      'InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.',
    ],
  },
  'expired-token': {
    codes: ['ExpiredToken', 'RequestExpired', 'TokenRefreshRequired'],
    cause: 'The temporary credentials have expired.',
    remedy: 'Get new ones: `aws sso login`, or assume the role again.',
    ...you,
    sources: [pages.sesCommonErrors],
    samples: ['ExpiredTokenException: The security token included in the request is expired'],
  },
  'no-token': {
    codes: ['MissingAuthenticationToken', 'MissingSecurityHeader'],
    cause: 'The request is not signed.',
    remedy: 'Give the program credentials: a profile, a role, or keys in its environment.',
    ...you,
    sources: [pages.sesCommonErrors],
    samples: ['MissingAuthenticationTokenException: Missing Authentication Token'],
  },
  'no-credentials': {
    codes: ['CredentialsProviderError', 'TokenProviderError', 'NoCredentialsError'],
    also: [
      {
        text: /unable to locate credentials|could not load credentials from any providers|sso session .{0,99}(?:expired|invalid)/i,
      },
    ],
    cause: 'The program finds no credentials of AWS, or its SSO session has ended.',
    remedy: 'Set up credentials, for example with AWS_PROFILE or `aws sso login`.',
    ...you,
    sources: ['https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html'],
    samples: [
      'CredentialsProviderError: Could not load credentials from any providers',
      'TokenProviderError: Token is expired. To refresh this SSO session run aws sso login.',
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
    ],
  },
  'access-denied': {
    codes: ['AccessDenied', 'UnauthorizedOperation', 'AuthorizationError', 'NotAuthorized'],
    cause: 'The role or user has no permission for the call that the text names.',
    remedy:
      'Add the action that the text names to the policy of this role or user, for the resource that it names. `ses-pipeline policy` prints what the pipeline needs.',
    ...you,
    sources: [pages.iam],
    samples: [
      'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:eu-west-1:111122223333:function:x',
      'AccessDenied: Access denied',
    ],
  },
  throttled: {
    codes: [
      ...['Throttling', 'ThrottlingException', 'TooManyRequests', 'RequestLimitExceeded'],
      ...['RequestThrottled', 'PriorRequestNotComplete', 'SlowDown'],
    ],
    cause: 'More calls came in a short time than the service takes of this account.',
    remedy: 'Nothing: wait some seconds and try again; make fewer calls at once if it lasts.',
    actor: 'nobody',
    retry: 'client',
    sources: [pages.sdkRetries],
    samples: ['ThrottlingException: Rate exceeded', 'TooManyRequestsException: Rate exceeded'],
  },
  limit: {
    codes: ['LimitExceeded', 'ServiceQuotaExceeded'],
    cause: 'The account has as many of this kind of resource as its quota allows.',
    remedy: 'Delete what nothing uses, or ask AWS for a higher limit (Service Quotas).',
    ...you,
    sources: ['https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html'],
    samples: ['LimitExceededException: Cannot exceed quota for RolesPerAccount: 1000'],
  },
  'not-found': {
    codes: ['ResourceNotFound', 'NotFound', 'NoSuchEntity'],
    cause: 'What the call names does not exist in this account and region.',
    remedy: 'Check the stage and the region (--stage, --region), and that it is deployed.',
    ...you,
    sources: ['https://docs.aws.amazon.com/general/latest/gr/rande.html'],
    samples: ['ResourceNotFoundException: Requested resource not found'],
  },
  'bad-request': {
    codes: [
      'Validation',
      'ValidationError',
      'InvalidParameterValue',
      'BadRequest',
      'InvalidParameter',
    ],
    cause: 'A value of the call is not valid.',
    remedy: 'Correct the parameter that the text names.',
    ...you,
    sources: [pages.sesCommonErrors],
    samples: ['ValidationException: 1 validation error detected'],
  },
  fault: {
    codes: [
      'InternalFailure',
      'InternalServerError',
      'InternalServiceError',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'InternalError',
    ],
    cause: 'The service of AWS failed.',
    remedy: 'Nothing: try again. Look at health.aws.amazon.com if it lasts.',
    actor: 'aws',
    retry: 'client',
    sources: [pages.sesCommonErrors],
    samples: [
      'InternalFailure: The request processing has failed because of an unknown error',
      'ServiceUnavailable: try later',
    ],
  },
} as const satisfies Readonly<Record<string, Known>>;
