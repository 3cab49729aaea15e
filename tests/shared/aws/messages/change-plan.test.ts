import { describe, expect, it } from '@jest/globals';
import { planUpdate } from '../../../../shared/aws/messages/change-plan.ts';

describe('change-plan', () => {
  it('writes a first plan where there is none', () => {
    expect(planUpdate({ from: undefined, to: [[0], [1]], unknownCalls: 0 })).toEqual({
      UpdateExpression: 'SET #plan = :to',
      ConditionExpression: 'attribute_not_exists(#plan)',
      ExpressionAttributeNames: { '#plan': 'plan' },
      ExpressionAttributeValues: { ':to': [[0], [1]] },
    });
  });

  it('replaces the plan that was seen, and hands the calls of unknown outcome on to the parts that are new', () => {
    expect(planUpdate({ from: [[0, 1], [2]], to: [[0], [2], [1]], unknownCalls: 2 })).toEqual({
      UpdateExpression: 'SET #plan = :to, unknown2 = :unknown',
      ConditionExpression: 'size(#plan) = :parts',
      ExpressionAttributeNames: { '#plan': 'plan' },
      ExpressionAttributeValues: { ':to': [[0], [2], [1]], ':parts': 2, ':unknown': 2 },
    });
  });
});
