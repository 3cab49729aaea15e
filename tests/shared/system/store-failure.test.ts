import { describe, expect, it } from '@jest/globals';
import { type StoreFailure, storeFailureOf } from '../../../shared/system/store-failure.ts';

const errorOf = (code: string, message = ''): Error =>
  Object.assign(new Error(message), { name: code });

const kindOf = (code: string, message?: string): StoreFailure['kind'] =>
  storeFailureOf(errorOf(code, message)).kind;

describe('store-failure', () => {
  it.each([
    // DynamoDB
    'ValidationException',
    'SerializationException',
    'ResourceNotFoundException',
    'AccessDeniedException',
    // any service: who asks
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'InvalidSignatureException',
    'MissingAuthenticationTokenException',
    'SignatureDoesNotMatch',
    // SQS
    'InvalidAddress',
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
    // S3
    'AccessDenied',
    'NoSuchBucket',
    'PermanentRedirect',
    // KMS: each service spells it its own way
    'KMSDisabledException',
    'KMSAccessDeniedException',
    'KmsDisabled',
    'KmsAccessDenied',
    'KMS.NotFoundException',
  ])('%s stays until somebody mends the setup', (code) => {
    expect(storeFailureOf(errorOf(code, 'no'))).toEqual({ kind: 'setup', code });
  });

  it.each([
    'ItemCollectionSizeLimitExceededException',
    'InvalidMessageContents',
    'BatchRequestTooLong',
    'EntityTooLarge',
    'KeyTooLongError',
  ])('%s concerns one message alone', (code) => {
    expect(storeFailureOf(errorOf(code))).toEqual({ kind: 'message', code });
  });

  it.each([
    'Item size has exceeded the maximum allowed size',
    'Item size to update has exceeded the maximum allowed size',
    'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    'Nesting Levels have exceeded supported limits',
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  ])('a ValidationException about one item concerns one message: %s', (message) => {
    expect(kindOf('ValidationException', message)).toBe('message');
  });

  it('what another error says of sizes makes it no fault of the message', () => {
    expect(kindOf('InternalServerError', 'Item size has exceeded the maximum')).toBe('unreachable');
  });

  it('a parameter that SQS finds too long concerns one message, any other is unknown', () => {
    const tooLong =
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.';

    expect(kindOf('InvalidParameterValue', tooLong)).toBe('message');
    expect(kindOf('InvalidParameterValue', 'Value 901 for DelaySeconds is invalid')).toBe(
      'unreachable',
    );
  });

  it.each([
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'InternalServerError',
    'ServiceUnavailable',
    'SlowDown',
    'TimeoutError',
    'ECONNRESET',
    'KmsThrottled',
    'KMSThrottlingException',
    'KMSThrottled',
    'XKMSDisabled',
    'SomethingNew',
  ])('%s may pass by itself', (code) => {
    expect(storeFailureOf(errorOf(code))).toEqual({
      kind: 'unreachable',
      code,
    });
  });

  it('what is no error at all may pass by itself and has no name', () => {
    expect(storeFailureOf('AccessDenied')).toEqual({ kind: 'unreachable', code: 'unknown' });
  });
});
