import { describe, expect, it } from '@jest/globals';
import { arrivalUpdate, latestOf } from '../../../../shared/aws/suppressions/end-soft-bounces.ts';

const key = { address: 'a@example.com', scope: 'tenant#clinic-1' };
const record = {
  ...key,
  written: [],
  softBounceRule: undefined,
  deliveredAtMs: undefined,
  notSpamAtMs: undefined,
  removal: undefined,
};

describe('end-soft-bounces', () => {
  it('goes by the last arrival at each address and scope', () => {
    const arrivals = [
      { ...key, atMs: 2 },
      { ...key, atMs: 3 },
      { ...key, atMs: 1 },
      { ...key, scope: 'tenant#clinic-2', atMs: 1 },
    ];

    expect([...latestOf(arrivals).values()]).toEqual([arrivals[1], arrivals[3]]);
  });

  it('forgets the bounces from before an arrival, and keeps later ones', () => {
    const softBounces = new Map([
      ['one', 1],
      ['two', 2],
      ['three', 3],
    ]);

    expect(arrivalUpdate({ ...record, softBounces }, 2)).toEqual({
      Key: key,
      UpdateExpression: 'SET deliveredAt = :at REMOVE #b0, #b1',
      ConditionExpression:
        'attribute_exists(address) AND (attribute_not_exists(deliveredAt) OR deliveredAt < :at)',
      ExpressionAttributeNames: { '#b0': 'sb_one', '#b1': 'sb_two' },
      ExpressionAttributeValues: { ':at': 2 },
    });
  });

  it('names nothing where there is no bounce to forget', () => {
    const update = arrivalUpdate({ ...record, softBounces: new Map() }, 2);

    expect(update.UpdateExpression).toBe('SET deliveredAt = :at');
    expect(update).not.toHaveProperty('ExpressionAttributeNames');
  });
});
