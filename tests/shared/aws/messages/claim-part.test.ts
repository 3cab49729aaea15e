import { describe, expect, it } from '@jest/globals';
import { refusedClaim } from '../../../../shared/aws/messages/claim-part.ts';
import type { Claim, MessageProgress } from '../../../../shared/messages/ports.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const key = { tenantId: 'clinic-1', messageId: 'm-1' };
const claim: Claim = {
  key,
  part: 0,
  owner: 'run-1',
  nowMs: noon,
  leaseUntilMs: noon + 60_000,
  settleMs: 300_000,
  stream: 'transactional',
  fingerprint: 'mail-1',
  isNew: false,
  unknownCalls: 0,
  isTakenOver: false,
  recipients: ['a@example.com'],
  suppressed: [],
  copyMs: noon - 1_000,
  plan: undefined,
};
const progress: MessageProgress = {
  key,
  sent: new Map(),
  leases: new Map(),
  unknownCalls: new Map(),
  refusals: new Map(),
  plan: undefined,
  fingerprint: 'mail-1',
  attempts: 1,
  heldCopy: undefined,
};
const refusal = { copyMs: noon - 1_000, reason: 'no', remedy: undefined };
const askNow = { kind: 'unsettled', untilMs: noon };

describe('claim-part', () => {
  it.each<[string, Partial<MessageProgress> | undefined, unknown]>([
    ['the item is gone', undefined, askNow],
    ['nothing stands in the way any more', {}, askNow],
    [
      'another mail has the id, though sent',
      { fingerprint: 'mail-2', sent: new Map([[0, 'ses-1']]) },
      askNow,
    ],
    [
      'another plan is in force, though sent',
      { plan: [[0], [1]], sent: new Map([[0, 'ses-1']]) },
      askNow,
    ],
    [
      'the part is sent',
      { sent: new Map([[0, 'ses-1']]) },
      { kind: 'already-sent', sesMessageId: 'ses-1' },
    ],
    ['SES refused this copy', { refusals: new Map([[0, refusal]]) }, { kind: 'refused', refusal }],
    [
      'SES refused an earlier copy',
      { refusals: new Map([[0, { ...refusal, copyMs: noon - 1_001 }]]) },
      askNow,
    ],
    [
      'another run holds the part',
      { leases: new Map([[0, noon + 10]]) },
      { kind: 'unsettled', untilMs: noon + 10 + 300_000 },
    ],
    ['another run holds another part', { leases: new Map([[1, noon + 10]]) }, askNow],
  ])('when a claim is refused and %s, it says so', (_, changes, answer) => {
    expect(refusedClaim(claim, changes && { ...progress, ...changes })).toEqual(answer);
  });
});
