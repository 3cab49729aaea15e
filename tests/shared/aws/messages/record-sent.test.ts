import { describe, expect, it } from '@jest/globals';
import { furtherPartItem, sentUpdate } from '../../../../shared/aws/messages/record-sent.ts';

const sent = { part: 0, sesMessageId: 'ses-1', atMs: 1_000 };

describe('record-sent', () => {
  it.each([
    ['puts the first part into the index', sent, true, true],
    ['puts no further part into the index', { ...sent, part: 1 }, true, false],
    ['puts nothing into the index where nobody asks by it', sent, false, false],
  ])('%s', (_, part, isIndexed, isThere) => {
    expect(sentUpdate(part, isIndexed).UpdateExpression.includes('sesMessageId')).toBe(isThere);
  });

  it('keeps what an event has written already, and ends the claim', () => {
    expect(sentUpdate({ ...sent, part: 2 }, false)).toEqual({
      UpdateExpression:
        'SET #sent = if_not_exists(#sent, :id), #sentAt = if_not_exists(#sentAt, :at) REMOVE #lease, #owner',
      ExpressionAttributeNames: {
        '#sent': 'sent2',
        '#sentAt': 'sentAt2',
        '#lease': 'lease2',
        '#owner': 'owner2',
      },
      ExpressionAttributeValues: { ':id': 'ses-1', ':at': 1_000 },
    });
  });

  it('finds the message of a further part by an item of 90 days', () => {
    expect(furtherPartItem({ tenantId: 'clinic-1', messageId: 'm-1' }, sent)).toEqual({
      pk: '#ses#ses-1',
      of: 'clinic-1#m-1',
      expiresAt: 1 + 90 * 86_400,
    });
  });
});
