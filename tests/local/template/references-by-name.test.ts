import { describe, expect, it } from '@jest/globals';
import { referencesByName } from '../../../local/template/references-by-name.ts';
import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';
import { smallTemplate } from '../support/template.ts';

const resolved = resolveTemplate(smallTemplate, {
  region: 'eu-west-1',
  accountId: '000000000000',
  stackName: 'local',
  parameters: {},
  queueUrl: (name) => `http://queues/${name}`,
});

describe('references-by-name', () => {
  it('names resources for people', () => {
    expect(referencesByName(resolved, 'AWS::SQS::Queue', 'Queue')).toEqual({
      work: 'http://queues/small-work',
      deadLetters: 'http://queues/local-DeadLetterQueue',
      news: 'http://queues/local-NewsQueue',
    });
    expect(referencesByName(resolved, 'AWS::DynamoDB::Table', 'Table')).toEqual({
      things: 'small-things',
    });
    expect(referencesByName(resolved, 'AWS::S3::Bucket', 'Bucket')).toEqual({
      things: 'small-things-000000000000-eu-west-1',
    });
  });
});
