import { describe, expect, it } from '@jest/globals';
import { toProgress } from '../../../../shared/aws/messages/message-progress.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';

describe('message-progress', () => {
  it('reads what is written of each part, and passes over what is of none', () => {
    const progress = toProgress({
      pk: 'clinic-1#m-1',
      attempts: 3,
      sent0: 'ses-1',
      sentAt0: 5,
      lease1: 10,
      unknown1: 2,
      refused2: 7,
      refusal2: { why: 'no', remedy: 'ask' },
      refused3: 7,
      sent: 'no part',
      lease: 1,
    });

    expect(progress).toMatchObject({
      key: { tenantId: 'clinic-1', messageId: 'm-1' },
      sent: new Map([[0, 'ses-1']]),
      leases: new Map([[1, 10]]),
      unknownCalls: new Map([[1, 2]]),
      refusals: new Map([[2, { copyMs: 7, reason: 'no', remedy: 'ask' }]]),
      attempts: 3,
    });
  });

  it('takes an item without attempts for one that nobody claimed', () => {
    expect(toProgress({ pk: 'clinic-1#m-1' })).toMatchObject({ attempts: 0, plan: undefined });
  });

  it('cannot read an item whose plan is none', () => {
    expect(() => toProgress({ pk: 'clinic-1#m-1', plan: 'all' })).toThrow(UnreadableItem);
  });
});
