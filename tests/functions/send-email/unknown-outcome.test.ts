import { describe, expect, it } from '@jest/globals';
import {
  asksForFeedback,
  courseOf,
  isSilenceProof,
  worstOf,
} from '../../../functions/send-email/unknown-outcome.ts';
import type { FeedbackReading } from '../../../shared/feedback/ports.ts';

const settleMs = 120_000;
const silenceMs = 3_600_000;
/** The claim ended then, and its settle time is just over. */
const endMs = Date.UTC(2026, 10, 21, 12);
const nowMs = endMs + settleMs + 1;

const flowing: FeedbackReading = {
  firstCallMs: endMs - 86_400_000,
  newestCallMs: nowMs - 5_000,
  waiting: 3,
};

describe('unknown-outcome', () => {
  it.each<readonly [string, Partial<FeedbackReading>, boolean]>([
    ['events of earlier and of later calls came', {}, true],
    ['the newest event is of a call before it', { newestCallMs: endMs - 1 }, false],
    ['the newest event is of a call at its very end', { newestCallMs: endMs + 14_999 }, false],
    [
      'one event of a later call came, and none waits',
      { newestCallMs: endMs + 15_000, waiting: 0 },
      true,
    ],
    [
      'one event of a later call came, and one waits',
      { newestCallMs: endMs + 15_000, waiting: 1 },
      false,
    ],
    [
      'the recorders are at the last minute, with a flow',
      { newestCallMs: nowMs - 60_000, waiting: 4_000 },
      true,
    ],
    ['the recorders are at the last minute, with a backlog', { waiting: 4_001 }, false],
    ['the recorders lag a minute', { newestCallMs: nowMs - 60_001, waiting: 1 }, false],
    [
      'the first event ever is of a call while it was made',
      { firstCallMs: endMs - settleMs + 1 },
      false,
    ],
    ['the first event ever is of a call before it', { firstCallMs: endMs - settleMs }, true],
  ])('takes silence for proof or not when %s', (_case, changes, isProof) => {
    const feedback = { ...flowing, ...changes };

    expect(isSilenceProof(endMs, { feedback, nowMs, settleMs })).toBe(isProof);
  });

  it('takes no silence for proof where no feedback ever came', () => {
    expect(isSilenceProof(endMs, { feedback: undefined, nowMs, settleMs })).toBe(false);
  });

  const courseWith = (
    changes: Partial<Parameters<typeof courseOf>[2]> & { readonly unknownCalls?: number },
  ) => {
    const facts = {
      feedback: flowing,
      nowMs,
      settleMs,
      silenceMs,
      onUnknownOutcome: 'resend' as const,
    };
    const { unknownCalls = 1, ...further } = changes;
    return courseOf(endMs, unknownCalls, { ...facts, ...further });
  };

  it('sends once more while feedback flows, and not a second time', () => {
    expect(courseWith({})).toEqual({ kind: 'resend' });
    expect(courseWith({ unknownCalls: 2 })).toEqual({ kind: 'hold', why: 'sent-again' });
  });

  it('never sends a stream again that risks no second mail', () => {
    expect(courseWith({ onUnknownOutcome: 'hold' })).toEqual({ kind: 'hold', why: 'stream' });
  });

  it('waits an hour for feedback to flow, looking each minute, then holds', () => {
    const heldFromMs = endMs + settleMs + silenceMs;
    const silent = { feedback: undefined };

    expect(courseWith(silent)).toEqual({ kind: 'wait', untilMs: nowMs + 60_000 });
    expect(courseWith({ ...silent, nowMs: heldFromMs - 1 })).toEqual({
      kind: 'wait',
      untilMs: heldFromMs,
    });
    expect(courseWith({ ...silent, nowMs: heldFromMs })).toEqual({
      kind: 'hold',
      why: 'no-feedback',
    });
  });

  it('holds a message when one part of it is to be held, and lets it wait for the last part', () => {
    const wait = (untilMs: number) => ({ kind: 'wait', untilMs }) as const;
    const hold = { kind: 'hold', why: 'stream' } as const;
    const resend = { kind: 'resend' } as const;

    expect(worstOf([])).toEqual(resend);
    expect(worstOf([resend, wait(2), wait(3)])).toEqual(wait(3));
    expect(worstOf([wait(2), hold, resend])).toEqual(hold);
  });

  const progress = {
    key: { tenantId: 'default', messageId: 'order-1' },
    sent: new Map<number, string>(),
    leases: new Map([[0, endMs]]),
    unknownCalls: new Map<number, number>(),
    refusals: new Map(),
    plan: undefined,
    fingerprint: 'a-mail',
    attempts: 1,
    heldCopy: undefined,
  };

  it.each([
    ['a claim is over and nothing told of it', {}, nowMs, true],
    ['nothing is known of the message', undefined, nowMs, false],
    ['its settle time is not over', {}, endMs + settleMs, false],
    ['it is sent', { sent: new Map([[0, 'ses-1']]) }, nowMs, false],
    ['it was sent again before', { unknownCalls: new Map([[0, 1]]) }, nowMs, false],
    ['nothing is claimed', { leases: new Map() }, nowMs, false],
  ])('asks for feedback or not when %s', (_case, changes, atMs, asks) => {
    const known = changes && { ...progress, ...changes };

    expect(asksForFeedback(known, { nowMs: atMs, settleMs })).toBe(asks);
  });
});
