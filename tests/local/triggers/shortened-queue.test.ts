import { describe, expect, it } from '@jest/globals';
import { withVisibility } from '../../../local/triggers/shortened-queue.ts';

const policy = (maxReceiveCount: number) =>
  JSON.stringify({ deadLetterTargetArn: 'arn:dead', maxReceiveCount });
const feedback = { VisibilityTimeout: '190', RedrivePolicy: policy(10), DelaySeconds: '0' };

describe('a queue with a shorter visibility timeout', () => {
  it('gives a message up after the same time, by more receives', () => {
    expect(withVisibility(feedback, 19)).toEqual({
      VisibilityTimeout: '19',
      RedrivePolicy: policy(100),
      DelaySeconds: '0',
    });
  });

  it('has no more receives than SQS takes, and no fewer than before', () => {
    expect(withVisibility({ ...feedback, RedrivePolicy: policy(500) }, 6).RedrivePolicy).toBe(
      policy(1_000),
    );
    expect(withVisibility(feedback, 600).RedrivePolicy).toBe(policy(10));
  });

  it('stays as it is without a timeout of its own, and without dead letters keeps none', () => {
    expect(withVisibility({ DelaySeconds: '0' }, 6)).toEqual({ DelaySeconds: '0' });
    expect(withVisibility({ VisibilityTimeout: '30' }, 6)).toEqual({ VisibilityTimeout: '6' });
  });
});
