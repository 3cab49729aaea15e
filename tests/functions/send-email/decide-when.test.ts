import { describe, expect, it } from '@jest/globals';
import { noon, settleMs } from '../../fakes/sending-world.ts';
import {
  again,
  dayMs,
  decideRow,
  entry,
  flowing,
  lost,
  part,
  pause,
  progressOf,
  type Row,
  to,
} from '../../support/decide-facts.ts';

describe('decide, by times, claims and holds', () => {
  const refusal = { copyMs: noon, reason: 'MessageRejected', remedy: undefined };
  it.each<Row>([
    [
      'does not call SES again for a part that it refused of this copy',
      { to: to(2) },
      { progress: progressOf({ plan: [[0], [1]], refusals: new Map([[0, refusal]]) }) },
      {
        kind: 'send',
        parts: [part(1, [1])],
        plan: [[0], [1]],
        suppressed: [],
        isNew: false,
        refusals: [refusal],
      },
    ],
    [
      'tries a part again that SES refused of an earlier copy',
      { to: to(1) },
      { progress: progressOf({ refusals: new Map([[0, { ...refusal, copyMs: noon - 1 }]]) }) },
      {
        kind: 'send',
        parts: [part(0, [0])],
        plan: undefined,
        suppressed: [],
        isNew: false,
        refusals: [],
      },
    ],
    [
      'ends as refused when all else is sent',
      { to: to(2) },
      {
        progress: progressOf({
          plan: [[0], [1]],
          sent: new Map([[1, 'ses-1']]),
          refusals: new Map([[0, refusal]]),
        }),
      },
      { kind: 'refused', refusals: [refusal] },
    ],
    [
      'takes no part for refused that was sent after all',
      { to: to(1) },
      {
        progress: progressOf({ sent: new Map([[0, 'ses-1']]), refusals: new Map([[0, refusal]]) }),
      },
      { kind: 'duplicate' },
    ],
    [
      'tells at its end what SES refused of an earlier copy, which was held before that was told',
      { to: to(2), expiresAt: '2000-01-01T00:00:00Z' },
      {
        progress: progressOf({
          plan: [[0], [1]],
          refusals: new Map([
            [0, { copyMs: noon - 1, reason: 'MessageRejected', remedy: undefined }],
          ]),
        }),
      },
      {
        kind: 'expired',
        endedClaims: [],
        refusals: [{ copyMs: noon - 1, reason: 'MessageRejected', remedy: undefined }],
      },
    ],
    [
      'tells it also when nobody is left to send to',
      { to: to(2) },
      {
        progress: progressOf({
          plan: [[0], [1]],
          refusals: new Map([
            [0, { copyMs: noon - 1, reason: 'MessageRejected', remedy: undefined }],
          ]),
        }),
        suppressions: to(2).map((address) => entry(address)),
      },
      {
        kind: 'suppressed',
        suppressed: to(2),
        endedClaims: [],
        refusals: [{ copyMs: noon - 1, reason: 'MessageRejected', remedy: undefined }],
      },
    ],
    [
      'sends on what was released, also when a claim of another part has ended the hold',
      { to: to(2) },
      {
        progress: progressOf({
          plan: [[0], [1]],
          sent: new Map([[0, 'ses-0']]),
          leases: new Map([[1, lost - 1]]),
          unknownCalls: new Map([[1, 1]]),
        }),
        releasedCopy: noon - dayMs,
        copyMs: noon,
      },
      {
        kind: 'send',
        parts: [part(1, [1], { unknownCalls: 1, isTakenOver: true })],
        plan: [[0], [1]],
        suppressed: [],
        isNew: false,
        refusals: [],
      },
    ],
    [
      'holds it again when a call after the release lost its answer',
      { to: to(2) },
      {
        progress: progressOf({
          plan: [[0], [1]],
          sent: new Map([[0, 'ses-0']]),
          leases: new Map([[1, lost]]),
          unknownCalls: new Map([[1, 1]]),
        }),
        releasedCopy: noon - dayMs,
        copyMs: noon - 1,
      },
      {
        kind: 'hold',
        cause: { kind: 'unknown-outcome', why: 'sent-again' },
        suppressed: [],
      },
    ],
    [
      'holds what nobody released',
      { to: to(2) },
      {
        progress: progressOf({
          plan: [[0], [1]],
          sent: new Map([[0, 'ses-0']]),
          leases: new Map([[1, lost - 1]]),
          unknownCalls: new Map([[1, 1]]),
        }),
      },
      {
        kind: 'hold',
        cause: { kind: 'unknown-outcome', why: 'sent-again' },
        suppressed: [],
      },
    ],
    [
      'waits for the last millisecond of a settle time',
      {},
      { progress: progressOf({ leases: new Map([[0, noon - settleMs]]) }) },
      again(noon + 1),
    ],
    [
      'looks again in ten seconds at a message that another run holds',
      {},
      { progress: progressOf({ leases: new Map([[0, noon + 60_000]]) }) },
      again(noon + 10_000),
    ],
    [
      'waits for a claim also when nobody is left to send to',
      {},
      {
        progress: progressOf({ leases: new Map([[0, noon - settleMs]]) }),
        suppressions: [entry('jane@example.org')],
      },
      again(noon + 1),
    ],
    [
      'waits for the last claim of several, and for none whose part is sent',
      { to: to(3) },
      {
        progress: progressOf({
          plan: [[0], [1], [2]],
          sent: new Map([[2, 'ses-1']]),
          leases: new Map([
            [0, noon - settleMs],
            [1, noon - settleMs + 5_000],
            [2, noon],
          ]),
        }),
      },
      again(noon + 5_001),
    ],
    [
      'holds mail of unknown outcome of a stream that risks no second mail',
      {},
      { progress: progressOf({ leases: new Map([[0, lost]]) }), onUnknownOutcome: 'hold' },
      { kind: 'hold', cause: { kind: 'unknown-outcome', why: 'stream' } },
    ],
    [
      'holds mail that was sent again and is of unknown outcome again',
      {},
      {
        progress: progressOf({ leases: new Map([[0, lost]]), unknownCalls: new Map([[0, 1]]) }),
        feedback: flowing,
      },
      { kind: 'hold', cause: { kind: 'unknown-outcome', why: 'sent-again' } },
    ],
    [
      'looks each minute whether feedback flows',
      {},
      { progress: progressOf({ leases: new Map([[0, lost]]) }) },
      again(noon + 60_000),
    ],
    [
      'ends a message at the millisecond at which it expires, and its claim with it',
      { expiresAt: new Date(noon).toISOString() },
      { progress: progressOf({ leases: new Map([[0, lost]]) }) },
      { kind: 'expired', endedClaims: [{ part: 0, unknownCalls: 1 }] },
    ],
    [
      'sends a message that has a millisecond left',
      { expiresAt: new Date(noon + 1).toISOString() },
      {},
      { kind: 'send' },
    ],
    [
      'ends a held message that has expired',
      { expiresAt: new Date(noon).toISOString() },
      { progress: progressOf({ heldCopy: 5 }) },
      { kind: 'expired', endedClaims: [] },
    ],
    [
      'waits for the time at which a message is to go out, though its tenant is paused',
      { sendAfter: new Date(noon + 1).toISOString() },
      { pause },
      again(noon + 1),
    ],
    [
      'sends a message at the millisecond at which it is to go out',
      { sendAfter: new Date(noon).toISOString() },
      {},
      { kind: 'send' },
    ],
    [
      'holds mail that is paused, and says who is suppressed',
      { to: to(2) },
      { pause, suppressions: [entry('r1@example.org')] },
      { kind: 'hold', cause: { kind: 'paused', pause }, suppressed: ['r1@example.org'] },
    ],
    [
      'keeps held mail held',
      {},
      { progress: progressOf({ heldCopy: 5 }) },
      { kind: 'hold', cause: { kind: 'held-before' } },
    ],
    [
      'keeps it held for a copy that was held before the last time',
      {},
      { progress: progressOf({ heldCopy: 5 }), releasedCopy: 4 },
      { kind: 'hold', cause: { kind: 'held-before' } },
    ],
    [
      'sends the copy that was held last once it is released',
      {},
      { progress: progressOf({ heldCopy: 5 }), releasedCopy: 5 },
      { kind: 'send', isNew: false },
    ],
    [
      'holds a released copy again while its tenant is paused',
      {},
      { progress: progressOf({ heldCopy: 5 }), releasedCopy: 5, pause },
      { kind: 'hold', cause: { kind: 'paused', pause } },
    ],
    [
      'holds a message that waited for sixty days, since what is known of it would be forgotten',
      {},
      { firstArrivedAtMs: noon - 60 * dayMs },
      { kind: 'hold', cause: { kind: 'waited' } },
    ],
    [
      'sends one that waited for a millisecond less',
      {},
      { firstArrivedAtMs: noon - 60 * dayMs + 1 },
      { kind: 'send' },
    ],
    [
      'counts the wait from the time at which a message was to go out',
      { sendAfter: new Date(noon - 59 * dayMs).toISOString() },
      { firstArrivedAtMs: noon - 80 * dayMs },
      { kind: 'send' },
    ],
    [
      'sends a released copy although the call before it was never settled',
      {},
      {
        progress: progressOf({ heldCopy: 5, leases: new Map([[0, lost]]) }),
        releasedCopy: 5,
        onUnknownOutcome: 'hold',
      },
      { kind: 'send', parts: [part(0, [0], { isTakenOver: true })] },
    ],
  ])('%s', (_, body, changes, decision) => {
    expect(decideRow(body, changes)).toMatchObject(decision);
  });
});
