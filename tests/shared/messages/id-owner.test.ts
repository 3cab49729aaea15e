import { describe, expect, it } from '@jest/globals';
import { isTakenByAnother } from '../../../shared/messages/id-owner.ts';

const untouched = {
  fingerprint: 'first',
  sent: new Map<number, string>(),
  leases: new Map<number, number>(),
  unknownCalls: new Map<number, number>(),
  outcome: undefined,
};

describe('isTakenByAnother', () => {
  it('is true of a mail that is claimed, sent, of unknown outcome or held', () => {
    for (const owner of [
      untouched,
      { ...untouched, sent: new Map([[0, 'ses-1']]) },
      { ...untouched, leases: new Map([[0, 1]]), outcome: 'failed' as const },
      { ...untouched, unknownCalls: new Map([[0, 1]]), outcome: 'expired' as const },
      { ...untouched, outcome: 'held' as const },
    ])
      expect(isTakenByAnother(owner, 'second')).toBe(true);
  });

  it('is false of the same mail', () => {
    expect(isTakenByAnother({ ...untouched, sent: new Map([[0, 'ses-1']]) }, 'first')).toBe(false);
  });

  it.each(['rejected', 'failed', 'suppressed', 'expired'] as const)(
    'is false once the mail ended as %s and never reached SES: a corrected one may have its id',
    (outcome) => {
      expect(isTakenByAnother({ ...untouched, outcome }, 'second')).toBe(false);
    },
  );

  it('is false of an item without a fingerprint', () => {
    expect(isTakenByAnother({ ...untouched, fingerprint: undefined }, 'second')).toBe(false);
  });
});
