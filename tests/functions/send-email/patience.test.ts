import { describe, expect, it } from '@jest/globals';
import { patienceOf } from '../../../functions/send-email/patience.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { sendingWorld } from '../../fakes/sending-world.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const accountOf = (name: string, rate: number, isBrought = true) => ({
  ...sendingWorld().account,
  name,
  isBrought,
  memory: {
    last: newLedger({ maxPerSecond: rate, max24Hours: 50_000, sentLast24Hours: 0 }, noon),
  },
});

const own = accountOf('own', 200, false);
const slow = accountOf('slow', 1);
const middle = accountOf('middle', 14);

const clockAt = (first: number) => {
  const clock = { nowMs: first };
  return { ...clock, now: () => clock.nowMs, set: (ms: number) => (clock.nowMs = ms) };
};

describe('patience', () => {
  it('is the whole run for the only account of the pipeline', () => {
    const clock = clockAt(noon);
    const patience = patienceOf(clock, new Map(), [own]);
    clock.set(noon + 40_000);

    expect(patience.of(own)).toBe('whole-run');
  });

  it('lets mail of a slow account wait while a faster one of its batch sends', () => {
    const clock = clockAt(noon);
    const patience = patienceOf(clock, new Map(), [own, slow, middle]);
    clock.set(noon + 5_000);

    expect([own, middle, slow].map(patience.of)).toEqual(['whole-run', 'short', 'short']);
    patience.isDone(own);
    expect([middle, slow].map(patience.of)).toEqual(['spent', 'short']);
    patience.isDone(middle);
    expect(patience.of(slow)).toBe('spent');
  });

  it('is a second for an account that a tenant brings, without a faster one in its batch', () => {
    const clock = clockAt(noon);
    const patience = patienceOf(clock, new Map(), [slow]);

    expect(patience.of(slow)).toBe('short');
    clock.set(noon + 1_000);
    expect(patience.of(slow)).toBe('spent');
  });

  it('is a second for the pipeline’s account after mail of a faster one was seen, for ten minutes', () => {
    const clock = clockAt(noon);
    const sandbox = accountOf('own', 1, false);
    const seen = new Map();
    patienceOf(clock, seen, [middle]);

    clock.set(noon + 600_000);
    expect(patienceOf(clock, seen, [sandbox]).of(sandbox)).toBe('short');
    clock.set(noon + 600_001);
    expect(patienceOf(clock, seen, [sandbox]).of(sandbox)).toBe('whole-run');
  });

  it('lets no two accounts wait for each other', () => {
    const clock = clockAt(noon);
    const other = accountOf('other', 1);
    const patience = patienceOf(clock, new Map(), [slow, other]);
    clock.set(noon + 1_000);

    expect([slow, other].map(patience.of)).toEqual(['spent', 'spent']);
  });
});
