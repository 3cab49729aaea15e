/** Why a request to a table, queue or bucket of the pipeline failed. */
export interface StoreFailure {
  readonly kind: /** The store will never accept what is written for this message; others are unaffected. */
    | 'message'
    /**
     * The store refuses every request until an operator repairs it: a permission or key is wrong,
     * or the store is missing.
     */
    | 'setup'
    /** The next try may succeed. */
    | 'unreachable';
  /** Name of the error. */
  readonly code: string;
}

/**
 * Names of errors that a retry cannot resolve, from DynamoDB, SQS, S3 and KMS.
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
 * Permanent errors of KMS. Each service spells their names in its own way: `KMSDisabledException`,
 * `KmsDisabled`. Throttling by KMS is left out, because it passes.
 */
const ofKey = /^kms(?!.*throttl)/i;

/**
 * DynamoDB's messages about an item that it will never accept: item too large, nesting too deep,
 * key too long, number too large. Every other validation error is a fault of the request.
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

/** Classifies an error of a table, queue or bucket. */
export const storeFailureOf = (error: unknown): StoreFailure => {
  const code = error instanceof Error ? error.name : 'unknown';
  if (error instanceof Error && ofMessage(code, error.message)) return { kind: 'message', code };
  return { kind: permanent.has(code) || ofKey.test(code) ? 'setup' : 'unreachable', code };
};

/** Whether an error concerns one message alone. */
const ofMessage = (code: string, message: string): boolean =>
  codesOfMessage.has(code) ||
  (code === 'ValidationException' && ofItem.test(message)) ||
  (code === 'InvalidParameterValue' && /message must be shorter than/i.test(message));

/** Log message for a message that stays on its queue, with the remedy. */
export const stayingBecause: Readonly<Record<StoreFailure['kind'], string>> = {
  message: 'A message stays in its queue because a store does not take what is written of it.',
  setup:
    'A message stays in its queue because a table, queue or bucket of the pipeline refuses the function for good: check that it exists, and the permissions of the function and of the key.',
  unreachable: 'A message stays in its queue because something could not be reached.',
};
