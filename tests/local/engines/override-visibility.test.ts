import { describe, expect, it } from '@jest/globals';
import { overrideVisibility } from '../../../local/engines/override-visibility.ts';

const policy = (maxReceiveCount: number) =>
  JSON.stringify({ deadLetterTargetArn: 'arn:dead', maxReceiveCount });
const feedback = { VisibilityTimeout: '190', RedrivePolicy: policy(10), DelaySeconds: '0' };

describe('overrideVisibility', () => {
  it('lets a message be given up after the same time, by more receives', () => {
    expect(overrideVisibility(feedback, 19)).toEqual({
      VisibilityTimeout: '19',
      RedrivePolicy: policy(100),
      DelaySeconds: '0',
    });
  });

  it('allows no more receives than SQS takes, and no fewer than before', () => {
    expect(overrideVisibility({ ...feedback, RedrivePolicy: policy(500) }, 6).RedrivePolicy).toBe(
      policy(1_000),
    );
    expect(overrideVisibility(feedback, 600).RedrivePolicy).toBe(policy(10));
  });

  it('leaves a queue as it is without a timeout of its own, and adds no dead letters', () => {
    expect(overrideVisibility({ DelaySeconds: '0' }, 6)).toEqual({ DelaySeconds: '0' });
    expect(overrideVisibility({ VisibilityTimeout: '30' }, 6)).toEqual({ VisibilityTimeout: '6' });
  });
});
