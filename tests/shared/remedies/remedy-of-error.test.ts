import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findRemedy } from '../../../shared/remedies/find-remedy.ts';
import type { Origin } from '../../../shared/remedies/remedy.ts';
import { remedyOfError } from '../../../shared/remedies/remedy-of-error.ts';

/** An error as the AWS SDK throws it. */
const sdkError = (name: string, message: string, status = 400) =>
  Object.assign(new Error(message), {
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: status },
  });

describe('remedy of an error', () => {
  it.each<[Error, Origin | undefined, string]>([
    [sdkError('MessageRejected', 'Email address is not verified. x'), 'ses', 'ses/not-verified'],
    [sdkError('Throttling', 'Daily message quota exceeded.'), 'ses', 'ses/daily-quota'],
    [sdkError('TooManyRequestsException', 'x', 429), 'ses', 'ses/send-rate'],
    [sdkError('TooManyRequestsException', 'Rate exceeded', 429), 'ses', 'ses/control-plane-rate'],
    [
      sdkError('NotFoundException', 'Template x does not exist', 404),
      'ses',
      'ses/template-missing',
    ],
    [
      sdkError('SendingPausedException', 'Sending is paused for tenant <a>.'),
      'ses',
      'ses/tenant-paused',
    ],
    [sdkError('SendingPausedException', 'Sending is paused.'), 'ses', 'ses/account-paused'],
    [sdkError('SomethingNew', 'x', 404), 'ses', 'ses/missing'],
    [sdkError('SomethingNew', 'x', 418), 'ses', 'ses/refused'],
    [sdkError('ResourceNotFoundException', 'x'), 'dynamodb', 'dynamodb/table-missing'],
    [sdkError('ResourceNotFoundException', 'x'), undefined, 'aws/not-found'],
    [sdkError('AccessDenied', 'Access Denied', 403), 's3', 's3/access-denied'],
    [sdkError('AccessDenied', 'x', 403), 'sqs', 'sqs/access-denied'],
    [sdkError('AccessDeniedException', 'x', 403), 'kms', 'aws/access-denied'],
    [sdkError('AccessDeniedException', 'x', 403), 'lambda', 'aws/access-denied'],
    [sdkError('NotFoundException', 'Topic does not exist', 404), 'sns', 'sns/topic-missing'],
    [sdkError('QueueDoesNotExist', 'x'), undefined, 'sqs/queue-missing'],
    [sdkError('KmsDisabled', 'x'), 'sqs', 'kms/disabled'],
    [sdkError('CredentialsProviderError', 'x'), undefined, 'aws/no-credentials'],
  ])('finds %o, called of %s', (error, origin, key) => {
    expect(remedyOfError(error, origin)?.key).toBe(key);
  });

  it('looks at causes, and at each of several errors', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

    expect(remedyOfError(new Error('x', { cause: refused }))?.key).toBe('network/refused');
    expect(remedyOfError(new AggregateError([refused, refused]))?.key).toBe('network/refused');
  });

  it.each([undefined, null, 'thrown text', 7, {}, new Error('because'), sdkError('New', 'x')])(
    'is undefined of what it does not know: %o',
    (error) => {
      expect(remedyOfError(error)).toBeUndefined();
    },
  );

  it('ends with an error that is its own cause', () => {
    const error = new Error('x');
    error.cause = error;

    expect(remedyOfError(error)).toBeUndefined();
  });

  it('knows no error by words that are no code', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^Zz[a-z]{1,20}$/), fc.string(), (code, text) => {
        expect(
          findRemedy({ codes: [code], texts: [`Zz ${text.replace(/\w/g, 'z')}`] }),
        ).toBeUndefined();
      }),
    ));
});
