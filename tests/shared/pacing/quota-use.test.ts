import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Ledger, roomFor } from '../../../shared/pacing/ledger.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { epochHour, epochPeriod, isForgotten, used } from '../../../shared/pacing/quota-use.ts';
import { applyRebase, rebase } from '../../../shared/pacing/rebase.ts';
import { reservation, take } from '../../../shared/pacing/reservation.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const max24Hours = 500;
/** What SES's figure does not show yet. */
const lagMs = 10_000;
/** A run sends so long after it reserved, at most. */
const longestRunMs = 60_000;

interface Sent {
  readonly atMs: number;
  readonly recipients: number;
}

const sumWithin = (sent: readonly Sent[], afterMs: number, untilMs: number): number =>
  sent.reduce(
    (sum, { atMs, recipients }) => (atMs > afterMs && atMs <= untilMs ? sum + recipients : sum),
    0,
  );

/** SES, to the millisecond. */
const exactly = (sent: readonly Sent[], nowMs: number): number =>
  sumWithin(sent, nowMs - dayMs, nowMs);

interface Step {
  readonly waitMs: number;
  readonly recipients: number;
  /** From the reservation until it is sent; undefined: it comes to nothing. */
  readonly sentAfterMs: number | undefined;
  readonly foreign: number;
}

const waits = fc.oneof(
  fc.integer({ min: 0, max: 90_000 }),
  fc.integer({ min: 0, max: hourMs }),
  fc.integer({ min: 0, max: 8 * hourMs }),
);
const steps = (foreign: fc.Arbitrary<number>) =>
  fc.array(
    fc.record<Step>({
      waitMs: waits,
      recipients: fc.integer({ min: 1, max: 200 }),
      sentAfterMs: fc.option(fc.integer({ min: 0, max: longestRunMs }), { nil: undefined }),
      foreign,
    }),
    { minLength: 5, maxLength: 60 },
  );

/**
 * Reserves as much as there is, step by step, and tells after each re-base how the ledger stands
 * beside SES.
 */
const play = (script: readonly Step[]) => {
  let nowMs = noon;
  let ledger = newLedger({ max24Hours, maxPerSecond: 1_000, sentLast24Hours: 0 }, noon);
  const sent: Sent[] = [];
  const charged: Sent[] = [];
  const readings: { readonly left: number; readonly exact: number; readonly recent: number }[] = [];
  for (const { waitMs, recipients, sentAfterMs, foreign } of script) {
    nowMs += waitMs;
    if (foreign > 0) sent.push({ atMs: nowMs, recipients: foreign });
    const reading = {
      max24Hours,
      maxPerSecond: 1_000,
      sentLast24Hours: sumWithin(sent, nowMs - dayMs, nowMs - lagMs),
    };
    ledger = applyRebase(ledger, rebase(ledger, reading, nowMs));
    readings.push({
      left: ledger.quota,
      exact: exactly(sent, nowMs),
      recent: sumWithin(charged, nowMs - 120_000, nowMs),
    });
    const count = Math.min(recipients, Math.floor(ledger.quota));
    if (count < 1) continue;
    const wish = reservation(
      { ...ledger, tatMs: nowMs - hourMs },
      { lane: 'transactional', count, isFullBatch: false, latestStartMs: Number.MAX_SAFE_INTEGER },
      nowMs,
    );
    ledger = take(ledger, wish);
    charged.push({ atMs: nowMs, recipients: count });
    if (sentAfterMs !== undefined) sent.push({ atMs: nowMs + sentAfterMs, recipients: count });
  }
  return { sent, readings };
};

const hour = epochHour(noon);
const period = epochPeriod(noon);
const counts = (byHour: [number, number][], byPeriod: [number, number][]) => ({
  sentByHour: new Map(byHour),
  sentByPeriod: new Map(byPeriod),
});

describe('the use of the quota', () => {
  it('never lets the rolling 24 hours exceed the quota, however mail lies within its hours and however much of it comes to nothing', () =>
    fc.assert(
      fc.property(steps(fc.constant(0)), (script) => {
        const { sent } = play(script);

        for (const { atMs } of sent) expect(exactly(sent, atMs)).toBeLessThanOrEqual(max24Hours);
      }),
      { numRuns: 500 },
    ));

  it('holds back no more than what was reserved in the last two minutes, whoever else sends', () =>
    fc.assert(
      fc.property(steps(fc.constantFrom(0, 0, 1, 40)), (script) => {
        for (const { left, exact, recent } of play(script).readings)
          expect(left).toBeGreaterThanOrEqual(max24Hours - exact - recent);
      }),
      { numRuns: 500 },
    ));

  it('is SES’s figure and what it may lack, when somebody else sends', () => {
    const seen = counts(
      [[hour, 30]],
      [
        [period - 1, 10],
        [period - 10, 20],
      ],
    );

    expect(used(seen, 400, noon)).toBe(410);
  });

  it('is our own count where that is smaller: nothing is counted twice', () => {
    const seen = counts([[hour - 1, 100]], [[period - 1, 100]]);

    expect(used(seen, 90, noon)).toBe(100);
  });

  it('forgets slots that came to nothing when SES has had time to count them', () => {
    const seen = counts([[hour - 1, 40_000]], [[period - 1, 14]]);

    expect(used(seen, 0, noon)).toBe(14);
    expect(used(seen, 0, noon + 120_000)).toBe(0);
  });

  it('counts what was reserved just before an hour ended for as long as it may have been sent after it', () => {
    const seen = counts([[hour - 25, 100]], [[period - 1, 300]]);

    expect(used(seen, 80, noon + 89_000)).toBe(100);
    expect(used(seen, 80, noon + 91_000)).toBe(80);
  });

  it('goes by when SES was asked and not by when its answer is written', () => {
    const seen = counts([[hour - 1, 500]], [[period - 4, 50]]);

    expect(used(seen, 0, noon)).toBe(0);
    expect(used(seen, 0, noon - 10_000)).toBe(50);
  });

  it('forgets no counter that a reading may need', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), (delayMs) => {
        const seen = counts([[hour - 25, 7]], [[period - 3, 5]]);
        const askedAtMs = noon;
        const writtenMs = noon + delayMs;
        const isKept =
          !isForgotten.hour(hour - 25, writtenMs) && !isForgotten.period(period - 3, writtenMs);

        expect(isKept).toBe(true);
        expect(used(seen, 0, askedAtMs)).toBe(5);
      }),
    ));
});

describe('a daily mailing that uses the whole quota of bulk mail', () => {
  const quota = 50_000;

  /** Two weeks, to the minute; the times of day at which each day's mailing begins to go out. */
  const begins = () => {
    const start = Date.UTC(2026, 10, 21, 9, 50);
    let ledger: Ledger = newLedger(
      { max24Hours: quota, maxPerSecond: 14, sentLast24Hours: 0 },
      start,
    );
    const sent: Sent[] = [];
    const found: number[] = [];
    let waiting = 0;
    let isNew = false;
    for (let nowMs = start; nowMs < start + 14 * dayMs; nowMs += minuteMs) {
      if ((nowMs - start) % dayMs === 0) {
        waiting += 0.95 * quota;
        isNew = true;
      }
      const reading = {
        max24Hours: quota,
        maxPerSecond: 14,
        sentLast24Hours: sumWithin(sent, nowMs - dayMs, nowMs - lagMs),
      };
      ledger = { ...ledger, tatMs: nowMs };
      ledger = applyRebase(ledger, rebase(ledger, reading, nowMs));
      const count = Math.max(0, Math.min(waiting, 840, Math.floor(roomFor(ledger, 'bulk'))));
      if (count === 0) continue;
      if (isNew && count >= 400) {
        found.push((nowMs - start) % dayMs);
        isNew = false;
      }
      waiting -= count;
      ledger = take(
        ledger,
        reservation(
          ledger,
          { lane: 'bulk', count, isFullBatch: true, latestStartMs: Number.MAX_SAFE_INTEGER },
          nowMs,
        ),
      );
      sent.push({ atMs: nowMs, recipients: count });
    }
    return found;
  };

  it('begins at the same time each day, within two minutes', () => {
    const times = begins();

    expect(times).toHaveLength(14);
    for (const time of times) expect(time).toBeLessThanOrEqual(2 * minuteMs);
  });
});
