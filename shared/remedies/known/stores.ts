import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;
const stays = { actor: 'you', retry: 'function' } as const;

/** Errors of DynamoDB. */
export const knownDynamodb = {
  'table-missing': {
    codes: ['ResourceNotFound', 'TableNotFound'],
    cause: 'A table of the pipeline does not exist in this account and region.',
    remedy: 'Check the stage and the region (--stage, --region), and that it is deployed.',
    ...stays,
    sources: [pages.dynamodb],
    samples: [
      'An error occurred (ResourceNotFoundException) when calling the GetItem operation: Requested resource not found',
      'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    ],
  },
  throughput: {
    codes: ['ProvisionedThroughputExceeded', 'RequestLimitExceeded'],
    text: /throughput/i,
    cause:
      'A table, or one item of it, is asked for more a second than it gives: 1,000 writes an item.',
    remedy: 'Nothing: it is tried again. Look at the key that is asked most if it lasts.',
    actor: 'nobody',
    retry: 'function',
    sources: [pages.dynamodb],
    samples: [
      'ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded.',
    ],
  },
  condition: {
    codes: ['ConditionalCheckFailed', 'TransactionCanceled', 'TransactionConflict'],
    cause: 'Another writer was first; the pipeline reads again and decides anew.',
    remedy: 'Nothing: this is how two writers are kept apart.',
    actor: 'nobody',
    retry: 'function',
    sources: [pages.dynamodb],
    samples: ['ConditionalCheckFailedException: The conditional request failed'],
  },
  'item-too-large': {
    codes: ['Validation', 'ItemCollectionSizeLimitExceeded'],
    text: /item size .{0,60}exceeded|exceeded .{0,60}size|nesting levels/i,
    cause: 'An item of a table has become larger than 400 kB.',
    remedy: 'Put the mail on its queue again under an id of its own.',
    ...you,
    sources: [pages.dynamodb],
    samples: ['ValidationException: Item size to update has exceeded the maximum allowed size'],
  },
} as const satisfies Readonly<Record<string, Known>>;

/** Errors of KMS, also as SQS, SNS and S3 pass them on. */
export const knownKms = {
  'access-denied': {
    codes: ['KMSAccessDenied', 'KmsAccessDenied', 'KMS.AccessDenied'],
    also: [{ codes: ['AccessDenied'], text: /\bkms:[A-Z]/i }],
    cause: 'The caller, or the service for it, may not use the key.',
    remedy:
      'Allow kms:GenerateDataKey and kms:Decrypt in the key’s policy: to the role that the text names, and to SES, SNS and EventBridge where they write to an encrypted topic or queue.',
    ...stays,
    sources: [pages.iam, pages.sesSns],
    samples: [
      'KMSAccessDeniedException: The ciphertext refers to a customer master key that does not exist',
      'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/api/api is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1',
    ],
  },
  disabled: {
    codes: ['KMSDisabled', 'KmsDisabled', 'Disabled', 'KMS.Disabled'],
    cause: 'Somebody has switched the key off.',
    remedy: 'Enable the key (kms:EnableKey). What waits goes on by itself.',
    ...stays,
    sources: [pages.kms],
    samples: [
      'DisabledException: arn:aws:kms:eu-west-1:111122223333:key/1 is disabled.',
      'KmsDisabled',
    ],
  },
  'bad-state': {
    codes: ['KMSInvalidState', 'KmsInvalidState', 'KMS.InvalidState'],
    cause: 'The key waits to be deleted, or is not ready.',
    remedy:
      'Cancel the deletion (kms:CancelKeyDeletion) and enable the key: what it encrypted cannot be read without it.',
    ...stays,
    sources: [pages.kms],
    samples: [
      'KMSInvalidStateException: arn:aws:kms:eu-west-1:111122223333:key/1 is pending deletion.',
    ],
  },
  missing: {
    codes: ['KMSNotFound', 'KmsNotFound', 'KMS.NotFound'],
    cause: 'The key does not exist in this account and region.',
    remedy: 'Name the key by its ARN, in the region of what it encrypts.',
    ...stays,
    sources: [pages.kmsErrors],
    samples: [
      'KMSNotFoundException: Alias arn:aws:kms:eu-west-1:111122223333:alias/mail is not found.',
    ],
  },
  ciphertext: {
    codes: ['InvalidCiphertext', 'IncorrectKey'],
    cause: 'A stored secret was changed, or another key sealed it.',
    remedy: 'Set the secret again.',
    ...you,
    sources: [pages.kmsErrors],
    samples: ['InvalidCiphertextException'],
  },
} as const satisfies Readonly<Record<string, Known>>;

/** Errors of S3. */
export const knownS3 = {
  'no-object': {
    codes: ['NoSuchKey'],
    cause: 'The object that a message names is not there: it expired, or was never put.',
    remedy:
      'Put the object first, then the message. Objects under payloads/ stay for 400 days, those under attachments/ for 90.',
    ...you,
    sources: [pages.s3],
    samples: ['NoSuchKey: The specified key does not exist.'],
  },
  'no-bucket': {
    codes: ['NoSuchBucket'],
    cause: 'The bucket does not exist.',
    remedy:
      'Check the stage and the region, and that it is deployed; take the name from the outputs of the deployment.',
    ...stays,
    sources: [pages.s3],
    samples: ['NoSuchBucket: The specified bucket does not exist'],
  },
  'access-denied': {
    codes: ['AccessDenied'],
    cause:
      'The role may not do this with the object; S3 says the same of an object that is not there, to those who may not list.',
    remedy:
      'Give the producer s3:PutObject under payloads/ and attachments/ of the payload bucket.',
    ...you,
    sources: [pages.s3],
    samples: [
      'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    ],
  },
  'other-region': {
    codes: ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraint'],
    cause: 'The bucket is in another region.',
    remedy: 'Name the region of the bucket in the client.',
    ...you,
    sources: [pages.s3],
    samples: [
      'PermanentRedirect: The bucket you are attempting to access must be addressed using the specified endpoint.',
    ],
  },
  'name-taken': {
    codes: ['BucketAlreadyExists'],
    cause: 'The name of the bucket belongs to another account.',
    remedy: 'Choose another name: names of buckets are the whole world’s.',
    ...you,
    sources: [pages.s3],
    samples: ['BucketAlreadyExists: The requested bucket name is not available.'],
  },
  'too-large': {
    codes: ['EntityTooLarge', 'KeyTooLong', 'KeyTooLongError'],
    cause: 'The object, or its name, is larger than S3 takes.',
    remedy: 'Make the mail smaller, or its id shorter.',
    ...you,
    sources: [pages.s3],
    samples: ['EntityTooLarge: Your proposed upload exceeds the maximum allowed object size.'],
  },
} as const satisfies Readonly<Record<string, Known>>;
