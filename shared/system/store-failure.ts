/** Why a table, a queue or a bucket of the pipeline did not do what it was asked. */
export interface StoreFailure {
  readonly kind: /** It will never take what is to be written of this message; others are not concerned. */
    | 'message'
    /**
     * It refuses everybody until somebody mends it: permission, key, or the thing itself is
     * missing.
     */
    | 'setup'
    /** It may answer the next time. */
    | 'unreachable';
  /** Name of the error. */
  readonly code: string;
}

/**
 * Errors that no further try mends, by the names of DynamoDB, SQS, S3 and KMS.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const permanent: ReadonlySet<string> = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'SerializationException',
  'ResourceNotFoundException',
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'InvalidAddress',
  'PermanentRedirect',
  'KeyTooLongError',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'InvalidMessageContents',
  'BatchRequestTooLong',
  'NoSuchBucket',
  'EntityTooLarge',
]);

/**
 * KMS's refusals come under its own names, through each service with another spelling:
 * `KMSDisabledException`, `KmsDisabled`. Its throttling passes, however it is spelled.
 */
const ofKey = /^kms(?!.*throttl)/i;

/**
 * What DynamoDB says of one item that it will never take: too large, too deep, a key too long, a
 * number too large. All else is the request's.
 */
const ofItem =
  /\bsize\b.*\bexceeded\b|\bexceeded\b.*\bsize\b|nesting levels have exceeded|number overflow/i;

const codesOfMessage: ReadonlySet<string> = new Set([
  'InvalidMessageContents',
  'BatchRequestTooLong',
  'ItemCollectionSizeLimitExceededException',
  'EntityTooLarge',
  'KeyTooLongError',
]);

/** What of an error is about one message alone. */
const ofMessage = (code: string, message: string): boolean =>
  codesOfMessage.has(code) ||
  (code === 'ValidationException' && ofItem.test(message)) ||
  (code === 'InvalidParameterValue' && /message must be shorter than/i.test(message));

/** Judges an error of a table, a queue or a bucket. */
export const storeFailureOf = (error: unknown): StoreFailure => {
  const code = error instanceof Error ? error.name : 'unknown';
  if (error instanceof Error && ofMessage(code, error.message)) return { kind: 'message', code };
  return { kind: permanent.has(code) || ofKey.test(code) ? 'setup' : 'unreachable', code };
};

/** What the log says of a message that stays on its queue, and what to do. */
export const stayingBecause: Readonly<Record<StoreFailure['kind'], string>> = {
  message: 'A message stays in its queue because a store does not take what is written of it.',
  setup:
    'A message stays in its queue because a table, queue or bucket of the pipeline refuses the function for good: check that it exists, and the permissions of the function and of the key.',
  unreachable: 'A message stays in its queue because something could not be reached.',
};
