import { describe, expect, it } from '@jest/globals';
import { noon } from '../../fakes/sending-world.ts';
import { decideRow, lost, progressOf, type Row, to } from '../../support/decide-facts.ts';

const other = { fingerprint: 'other-mail' };

describe('decide, on another mail under the same id', () => {
  it.each<Row>([
    [
      'refuses another mail under an id of which the outcome is open',
      {},
      { progress: progressOf({ ...other, leases: new Map([[0, lost]]) }) },
      { kind: 'conflict' },
    ],
    ...(['rejected', 'failed', 'suppressed', 'expired'] as const).map(
      (outcome) =>
        [
          `lets another mail take the place of one that ended as ${outcome}`,
          { to: to(8) },
          { progress: progressOf({ ...other, outcome, plan: [[0], [1]] }) },
          {
            kind: 'send',
            plan: [[0, 1, 2, 3, 4, 5, 6], [7]],
            isNew: false,
            corrects: { fingerprint: 'other-mail', attempts: 2 },
          },
        ] as const,
    ),
    ...(
      [
        ['is held', { outcome: 'held', heldCopy: 5 }],
        ['has no end', {}],
        ['was sent in part', { outcome: 'failed', sent: new Map([[0, 'ses-1']]) }],
        ['is claimed', { outcome: 'failed', leases: new Map([[0, lost]]) }],
        [
          'was sent in part and is claimed in part',
          { outcome: 'failed', sent: new Map([[0, 'ses-1']]), leases: new Map([[1, lost]]) },
        ],
        [
          'was sent in part and may have been in part',
          { outcome: 'failed', sent: new Map([[0, 'ses-1']]), unknownCalls: new Map([[1, 1]]) },
        ],
        ['may have been sent', { outcome: 'failed', unknownCalls: new Map([[0, 1]]) }],
      ] as const
    ).map(
      ([state, changes]) =>
        [
          `refuses another mail under an id whose mail ${state}`,
          {},
          { progress: progressOf({ ...other, ...changes }) },
          { kind: 'conflict' },
        ] as const,
    ),
    [
      'ends another mail under a free id by what it is itself',
      { expiresAt: new Date(noon).toISOString() },
      { progress: progressOf({ ...other, outcome: 'failed' }) },
      { kind: 'expired', endedClaims: [] },
    ],
    [
      'refuses another mail than an old item planned, which tells no fingerprint',
      {},
      { progress: progressOf({ fingerprint: undefined, outcome: 'failed', plan: [[0], [1]] }) },
      { kind: 'conflict' },
    ],
    [
      'takes an old item for the same mail when it plans recipients that the mail has',
      { to: to(2) },
      { progress: progressOf({ fingerprint: undefined, plan: [[0], [1]] }) },
      { kind: 'send', plan: [[0], [1]] },
    ],
    [
      'takes an old item for the same mail that planned nothing',
      {},
      { progress: progressOf({ fingerprint: undefined }) },
      { kind: 'send', isNew: false },
    ],
  ])('%s', (_, body, changes, decision) => {
    expect(decideRow(body, changes)).toMatchObject(decision);
  });
});
