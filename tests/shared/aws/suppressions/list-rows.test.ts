import { describe, expect, it } from '@jest/globals';
import { queryFor } from '../../../../shared/aws/suppressions/list-rows.ts';

describe('list-rows', () => {
  it.each([
    [{}, undefined],
    [
      { address: 'a@example.com' },
      {
        KeyConditionExpression: 'address = :address',
        ExpressionAttributeValues: { ':address': 'a@example.com' },
      },
    ],
    [
      { address: 'a@example.com', scope: '*' },
      {
        KeyConditionExpression: 'address = :address AND #scope = :scope',
        ExpressionAttributeNames: { '#scope': 'scope' },
        ExpressionAttributeValues: { ':address': 'a@example.com', ':scope': '*' },
      },
    ],
    [
      { scope: '*' },
      {
        IndexName: 'by-scope',
        KeyConditionExpression: '#scope = :scope',
        ExpressionAttributeNames: { '#scope': 'scope' },
        ExpressionAttributeValues: { ':scope': '*' },
      },
    ],
  ])('asks for %j with the narrowest query there is', (filter, query) => {
    expect(queryFor(filter)).toEqual(query);
  });
});
