import { describe, expect, it } from '@jest/globals';
import type { Documents } from '../../../../shared/aws/dynamodb/documents.ts';
import {
  all,
  changeRow,
  type RowChange,
  updatesFor,
} from '../../../../shared/aws/suppressions/change-row.ts';
import { noDocuments } from '../../../support/watched-documents.ts';

const key = { address: 'a@example.com', scope: 'tenant#clinic-1' };
const change: RowChange = {
  set: ['notSpamAt = :at'],
  condition: 'notSpamAt < :at',
  values: { ':at': 5 },
  keepUntilMs: 1_000_500,
};

describe('change-row', () => {
  it.each([
    [[], undefined],
    [[undefined], undefined],
    [['a'], 'a'],
    [['a', undefined, 'b'], 'a AND b'],
  ])('joins the conditions %j', (conditions, joined) => {
    expect(all(...conditions)).toBe(joined);
  });

  it('takes the expiry off a row that stays for ever, in one update', () => {
    expect(updatesFor(key, { ...change, keepUntilMs: undefined, remove: ['deliveredAt'] })).toEqual(
      [
        {
          Key: key,
          UpdateExpression: 'SET notSpamAt = :at REMOVE deliveredAt, expiresAt',
          ConditionExpression: 'notSpamAt < :at',
          ExpressionAttributeValues: { ':at': 5 },
          ReturnValues: 'ALL_NEW',
        },
      ],
    );
  });

  it('puts the expiry of a row off, and never brings it forward', () => {
    const [extending, keeping, again] = updatesFor(key, change);

    expect(extending).toMatchObject({
      UpdateExpression: 'SET notSpamAt = :at, expiresAt = :expiresAt ',
      ConditionExpression:
        '(attribute_not_exists(address) OR expiresAt < :expiresAt) AND notSpamAt < :at',
      ExpressionAttributeValues: { ':at': 5, ':expiresAt': 1_001 },
    });
    expect(keeping).toMatchObject({
      UpdateExpression: 'SET notSpamAt = :at ',
      ConditionExpression:
        'attribute_exists(address) AND (attribute_not_exists(expiresAt) OR expiresAt >= :expiresAt) AND notSpamAt < :at',
    });
    expect(again).toEqual(extending);
  });

  it('sends updates until one fits', async () => {
    const asked: object[] = [];
    const documents: Documents = {
      ...noDocuments,
      update: async (request) => {
        asked.push(request);
        if (asked.length === 1)
          throw Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
        return {};
      },
    };

    expect(await changeRow({ documents, table: 'suppressions' }, key, change)).toEqual({});
    expect(asked).toEqual(
      updatesFor(key, change)
        .slice(0, 2)
        .map((update) => ({ TableName: 'suppressions', ...update })),
    );
  });
});
