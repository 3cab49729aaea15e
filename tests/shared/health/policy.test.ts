import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowsService, type PolicyQuestion } from '../../../shared/health/policy.ts';

const question: PolicyQuestion = {
  service: 'ses.amazonaws.com',
  action: 'sns:Publish',
  account: '111122223333',
  sourceArn: 'arn:aws:ses:eu-west-1:111122223333:configuration-set/ses-pipeline-prod-marketing',
};

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const allow = {
  Effect: 'Allow',
  Principal: { Service: 'ses.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: '*',
};

describe('the policy of a topic lets SES publish', () => {
  it.each([
    ['by name', [allow]],
    [
      'among several services',
      [{ ...allow, Principal: { Service: ['a.b', 'ses.amazonaws.com'] } }],
    ],
    ['by a wildcard, in any case', [{ ...allow, Action: ['SNS:*'] }]],
    ['as everybody', [{ ...allow, Principal: '*' }]],
    ['as everybody of any account', [{ ...allow, Principal: { AWS: '*' } }]],
    [
      'for this account and configuration set',
      [
        {
          ...allow,
          Condition: {
            StringEquals: { 'AWS:SourceAccount': '111122223333' },
            ArnLike: {
              'AWS:SourceArn': ['arn:aws:ses:eu-west-1:111122223333:configuration-set/*'],
            },
          },
        },
      ],
    ],
    [
      'although clear text is denied',
      [
        allow,
        {
          ...allow,
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    ],
  ])('%s', (_how, statements) => {
    expect(allowsService(policy(...statements), question)).toBe(true);
  });

  it.each([
    ['when nothing is said', []],
    ['when another service is meant', [{ ...allow, Principal: { Service: 'sns.amazonaws.com' } }]],
    ['when another action is meant', [{ ...allow, Action: 'sns:Subscribe' }]],
    [
      'when another account is meant',
      [{ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } } }],
    ],
    [
      'when another configuration set is meant',
      [
        {
          ...allow,
          Condition: { ArnEquals: { 'aws:SourceArn': question.sourceArn?.replace('prod', 'dev') } },
        },
      ],
    ],
    ['when it is denied besides', [allow, { ...allow, Effect: 'Deny', Principal: '*' }]],
  ])('not %s', (_how, statements) => {
    expect(allowsService(policy(...statements), question)).toBe(false);
  });

  it('not when it is no policy, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(allowsService(text, question)).toBe(false);
      }),
    );
  });

  it('by its patterns as IAM reads them: no character but * and ? has a meaning of its own', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z.+()[\]^$|\\]{1,12}$/), (action) => {
        const literal = policy({ ...allow, Action: action });
        expect(allowsService(literal, { ...question, action })).toBe(true);
        expect(allowsService(literal, { ...question, action: `${action}x` })).toBe(false);
      }),
    );
  });
});
