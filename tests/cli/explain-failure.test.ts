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
    [named('AccessDeniedException'), /may not do that/],
    [new Error('Region is missing'), /--region/],
    [named('Odd', 'because'), /the local stack: Odd: because/],
    ['thrown text', /unknown reason/],
  ])('says of %o what to do', (error, sentence) => {
    expect(explainFailure(error, 'the local stack')).toMatch(sentence);
  });
});
