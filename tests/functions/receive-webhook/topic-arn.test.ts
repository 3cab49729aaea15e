import { describe, expect, it } from '@jest/globals';
import { parseTopicArn } from '../../../functions/receive-webhook/topic-arn.ts';

describe('topic ARN', () => {
  it.each([
    ['arn:aws:sns:us-east-1:123456789012:MyTopic', 'us-east-1', 'amazonaws.com'],
    ['arn:aws:sns:ap-southeast-5:123456789012:a-b_c.fifo', 'ap-southeast-5', 'amazonaws.com'],
    ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:t', 'us-gov-west-1', 'amazonaws.com'],
    ['arn:aws-cn:sns:cn-northwest-1:123456789012:t', 'cn-northwest-1', 'amazonaws.com.cn'],
  ])('%s is read', (arn, region, suffix) => {
    expect(parseTopicArn(arn)).toEqual({ arn, region, suffix });
  });

  it.each([
    '',
    'MyTopic',
    'arn:aws:sqs:us-east-1:123456789012:queue',
    'arn:aws:sns:us-east-1:123456789012:',
    'arn:aws:sns:us-east-1:12345678901:t',
    'arn:aws:sns:us-east-1:123456789012:t:c9135db0-26c4-47ec-8998-413945fb5a96',
    'arn:aws:sns:us-east-1.evil.example#:123456789012:t',
    'arn:aws:sns:US-EAST-1:123456789012:t',
    'arn:aws:sns:us-east-1:123456789012:t\n',
    'arn:aws:sns:us-east-1:123456789012:t\nTopicArn\narn:aws:sns:us-east-1:123456789012:u',
    ' arn:aws:sns:us-east-1:123456789012:t',
    'arn:aws:sns:us-east-1:123456789012:*',
  ])('%j is none', (arn) => {
    expect(parseTopicArn(arn)).toBeUndefined();
  });
});
