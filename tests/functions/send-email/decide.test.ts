import { describe, expect, it } from '@jest/globals';
import { noon } from '../../fakes/sending-world.ts';
import {
  decideRow,
  entry,
  flowing,
  lost,
  part,
  progressOf,
  type Row,
  to,
} from '../../support/decide-facts.ts';

describe('decide, by recipients and parts', () => {
  it.each<Row>([
    [
      'sends a message of which nothing is known, as one call',
      {},
      {},
      {
        kind: 'send',
        parts: [part(0, [0])],
        plan: undefined,
        suppressed: [],
        isNew: true,
      },
    ],
    [
      'sends as many recipients as a call takes without a plan',
      { to: to(7) },
      {},
      { kind: 'send', parts: [part(0, [0, 1, 2, 3, 4, 5, 6])], plan: undefined },
    ],
    [
      'sends one more by a plan, the last call with those who are left over',
      { to: to(8) },
      {},
      {
        kind: 'send',
        parts: [part(0, [0, 1, 2, 3, 4, 5, 6]), part(1, [7])],
        plan: [[0, 1, 2, 3, 4, 5, 6], [7]],
      },
    ],
    [
      'plans for those only who are not suppressed',
      { to: to(8) },
      { suppressions: [entry('r2@example.org')] },
      {
        kind: 'send',
        parts: [part(0, [0, 1, 3, 4, 5, 6, 7])],
        plan: undefined,
        suppressed: ['r2@example.org'],
      },
    ],
    [
      'keeps to a message begun as one call although it would be planned now',
      { to: to(8) },
      { progress: progressOf({ leases: new Map([[0, lost]]) }), feedback: flowing },
      {
        kind: 'send',
        parts: [part(0, [0, 1, 2, 3, 4, 5, 6, 7], { isTakenOver: true })],
        plan: undefined,
        isNew: false,
      },
    ],
    [
      'plans anew what was given back before anything of it was sent',
      { to: to(8) },
      { progress: progressOf() },
      { kind: 'send', plan: [[0, 1, 2, 3, 4, 5, 6], [7]], isNew: false },
    ],
    [
      'sends the parts of a stored plan that are left, under their numbers',
      { to: to(3) },
      { progress: progressOf({ plan: [[0], [], [1], [2]], sent: new Map([[2, 'ses-1']]) }) },
      { kind: 'send', parts: [part(0, [0]), part(3, [2])], plan: [[0], [], [1], [2]] },
    ],
    [
      'tells a part which calls of it came to nothing that is known',
      { to: to(2) },
      { progress: progressOf({ plan: [[0], [1]], unknownCalls: new Map([[1, 1]]) }) },
      { kind: 'send', parts: [part(0, [0]), part(1, [1], { unknownCalls: 1 })] },
    ],
    [
      'sends to nobody by an entry that runs out in a millisecond',
      {},
      { suppressions: [entry('jane@example.org', { expiresAtMs: noon + 1 })] },
      { kind: 'suppressed', suppressed: ['jane@example.org'], endedClaims: [] },
    ],
    [
      'sends again from the millisecond on at which an entry runs out',
      {},
      { suppressions: [entry('jane@example.org', { expiresAtMs: noon })] },
      { kind: 'send', suppressed: [] },
    ],
    [
      'takes a message all of which is sent for a duplicate',
      {},
      { progress: progressOf({ sent: new Map([[0, 'ses-1']]) }) },
      { kind: 'duplicate' },
    ],
    [
      'takes one for a duplicate of which only suppressed recipients are left',
      { to: to(2) },
      {
        progress: progressOf({ plan: [[0], [1]], sent: new Map([[0, 'ses-1']]) }),
        suppressions: [entry('r1@example.org')],
      },
      { kind: 'duplicate' },
    ],
    [
      'ends the claim of a call that nobody is to get any more, with its calls of unknown outcome',
      {},
      {
        progress: progressOf({ leases: new Map([[0, lost]]), unknownCalls: new Map([[0, 1]]) }),
        suppressions: [entry('jane@example.org')],
      },
      { kind: 'suppressed', endedClaims: [{ part: 0, unknownCalls: 2 }] },
    ],
    [
      'ends such a claim beside a part that is sent',
      { to: to(2) },
      {
        progress: progressOf({
          plan: [[0], [1]],
          sent: new Map([[0, 'ses-1']]),
          leases: new Map([[1, lost]]),
        }),
        suppressions: [entry('r1@example.org')],
      },
      { kind: 'suppressed', endedClaims: [{ part: 1, unknownCalls: 1 }] },
    ],
    [
      'takes a message sent as one call for a duplicate although it would be planned now',
      { to: to(8) },
      { progress: progressOf({ sent: new Map([[0, 'ses-1']]) }) },
      { kind: 'duplicate' },
    ],
    [
      'tells a message that was given back, and that nobody is to get any more, from a sent one',
      {},
      { progress: progressOf(), suppressions: [entry('jane@example.org')] },
      { kind: 'suppressed', suppressed: ['jane@example.org'], endedClaims: [] },
    ],
  ])('%s', (_, body, changes, decision) => {
    expect(decideRow(body, changes)).toMatchObject(decision);
  });
});
