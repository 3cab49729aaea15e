import { describe, expect, it } from '@jest/globals';
import { removalUpdate } from '../../../../shared/aws/suppressions/remove.ts';
import type { AddressRecord } from '../../../../shared/suppression/address-record.ts';
import { suppressionReasons } from '../../../../shared/suppression/suppression-entry.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const order = { by: 'jane', why: 'asked for', atMs: noon };
const key = { address: 'a@example.com', scope: 'tenant#clinic-1' };
const record: AddressRecord = {
  ...key,
  written: [
    {
      ...key,
      reason: 'bounce',
      detail: 'Permanent/General',
      source: 'event-1',
      sinceMs: noon - 1_000,
      expiresAtMs: undefined,
    },
  ],
  softBounces: new Map([['event-2', noon - 2_000]]),
  softBounceRule: undefined,
  deliveredAtMs: undefined,
  notSpamAtMs: undefined,
  removal: undefined,
};
const bounce = suppressionReasons.indexOf('bounce');

describe('remove', () => {
  it('takes out every reason and soft bounce, provided that the reasons are those that were read', () => {
    const update = removalUpdate(record, false, order);
    const conditions = update.ConditionExpression?.split(' AND ');

    expect(Object.values(update.ExpressionAttributeNames ?? {})).toEqual(
      expect.arrayContaining([...suppressionReasons, 'sb_event-2']),
    );
    expect(conditions).toHaveLength(suppressionReasons.length + 1);
    expect(conditions).toContain(`#n${bounce}.#source = :s${bounce}`);
    expect(conditions).toContain('attribute_not_exists(#streamRows)');
    expect(update.ExpressionAttributeValues).toMatchObject({
      ':removed': { at: noon, by: 'jane', why: 'asked for' },
      ':expiresAt': (noon + 400 * 86_400_000) / 1_000,
      [`:s${bounce}`]: 'event-1',
    });
  });

  it('leaves a row without an expiry that announces rows of streams', () => {
    const update = removalUpdate(record, true, order);

    expect(update.UpdateExpression).not.toContain('expiresAt');
    expect(update.ConditionExpression).toContain('attribute_exists(#streamRows)');
    expect(update.ExpressionAttributeValues).not.toHaveProperty(':expiresAt');
  });
});
