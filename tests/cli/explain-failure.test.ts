import { describe, expect, it } from '@jest/globals';
import { explainFailure } from '../../cli/explain-failure.ts';

const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });
const coded = (code: string) => Object.assign(new Error('connect'), { code });

describe('explain-failure', () => {
  it.each([
    [coded('ECONNREFUSED'), /Nothing answers where the local stack should be/],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]), /Nothing answers/],
    [new Error('wrapped', { cause: coded('ENOTFOUND') }), /Nothing answers/],
    [named('ResourceNotFoundException'), /does not exist/],
    [named('QueueDoesNotExist'), /does not exist/],
    [named('CredentialsProviderError'), /AWS does not know you/],
    [named('AccessDeniedException'), /have no permission for this/],
    [new Error('Region is missing'), /--region/],
    [named('Odd', 'because'), /the local stack: Odd: because/],
    ['thrown text', /unknown reason/],
  ])('says of %o what to do', (error, sentence) => {
    expect(explainFailure(error, 'the local stack')).toMatch(sentence);
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN'])(
    'takes %s for nobody who answers',
    (code) => {
      expect(explainFailure(coded(code), 'stage prod')).toMatch(/Nothing answers where stage prod/);
    },
  );

  it.each([
    'ResourceNotFoundException',
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
  ])('takes %s for a queue or table that is missing', (name) => {
    expect(explainFailure(named(name), 'stage prod')).toMatch(/of stage prod does not exist/);
  });

  it.each([
    'CredentialsProviderError',
    'TokenProviderError',
    'ExpiredToken',
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ])('takes %s for credentials', (name) => {
    expect(explainFailure(named(name), 'stage prod')).toMatch(`AWS does not know you (${name})`);
  });

  it.each(['MyExpiredToken', 'ExpiredTokens', 'XResourceNotFoundException', 'NotAccessDenied'])(
    'takes %s for none of them',
    (name) => {
      expect(explainFailure(named(name, 'because'), 'stage prod')).toBe(
        `stage prod: ${name}: because`,
      );
    },
  );

  it('names the address and what set it, where it is told what may have', () => {
    const error = Object.assign(coded('ECONNREFUSED'), { address: '127.0.0.1', port: 4566 });
    const clues = {
      environment: { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4566' },
      localEndpoints: undefined,
      regionSetBy: '--region',
    };

    expect(explainFailure(error, 'the local stack', clues)).toMatch(
      /^Nothing answers where the local stack should be, at 127\.0\.0\.1:4566 \(AWS_ENDPOINT_URL_SQS\)\. /,
    );
  });

  it('names the profile whose SSO session has ended', () => {
    const clues = {
      environment: { AWS_PROFILE: 'work' },
      localEndpoints: undefined,
      regionSetBy: '--region',
    };
    const error = named('TokenProviderError', "Token is expired. Run 'aws sso login'.");

    expect(explainFailure(error, 'stage prod', clues)).toMatch(/aws sso login --profile work$/);
  });
});
