import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  judge as judgeEvidence,
  noWindows,
  type Standing,
  standings,
  type Windows,
} from '../../../shared/reputation/judge.ts';
import { defaultThresholds, withOwn } from '../../../shared/reputation/thresholds.ts';

const windows = (bounced: number, complained: number, sent: number): Windows => {
  const counts = { sent, bounced, complained };
  return { day: counts, week: counts };
};

const judge = (before: Standing, here: Windows, thresholds: typeof defaultThresholds) =>
  judgeEvidence(before, { here, elsewhere: noWindows }, thresholds);

const standingOf = (
  before: Standing,
  bounced: number,
  complained: number,
  sent: number,
): Standing => judge(before, windows(bounced, complained, sent), defaultThresholds).standing;

const anyStanding = fc.constantFrom(...standings);
const anyCounts = fc.record({ sent: fc.nat(5_000), bounced: fc.nat(300), complained: fc.nat(30) });

describe('judge', () => {
  it.each<[number, number, number, Standing]>([
    // bounces, complaints, mails
    [1, 0, 1, 'healthy'],
    [1, 0, 10, 'healthy'],
    [2, 0, 10, 'healthy'],
    [3, 0, 10, 'warned'],
    [5, 0, 10, 'paused'],
    [6, 0, 100, 'warned'],
    [9, 0, 100, 'warned'],
    [10, 0, 100, 'paused'],
    [63, 0, 1_000, 'warned'],
    [64, 0, 1_000, 'paused'],
    [19, 0, 1_000, 'healthy'],
    [0, 1, 10, 'healthy'],
    [0, 2, 1_000, 'warned'],
    [0, 3, 1_000, 'paused'],
    [0, 16, 10_000, 'warned'],
    [0, 18, 10_000, 'paused'],
  ])('of %d bounces and %d complaints in %d mails: %s', (bounced, complained, sent, standing) => {
    expect(standingOf('healthy', bounced, complained, sent)).toBe(standing);
  });

  it('leaves a standing later than it comes to it', () => {
    // 4.83 % proven: below 5 %, above four fifths of it.
    expect(standingOf('healthy', 9, 0, 100)).toBe('warned');
    expect(standingOf('paused', 9, 0, 100)).toBe('paused');
    expect(standingOf('paused', 7, 0, 100)).toBe('warned');
    // 1.72 %
    expect(standingOf('healthy', 25, 0, 1_000)).toBe('healthy');
    expect(standingOf('warned', 25, 0, 1_000)).toBe('warned');
    expect(standingOf('warned', 22, 0, 1_000)).toBe('healthy');
  });

  it('judges by the worse window', () => {
    const good = { sent: 10_000, bounced: 3, complained: 0 };
    const bad = { sent: 100, bounced: 10, complained: 0 };

    expect(judge('healthy', { day: good, week: bad }, defaultThresholds).standing).toBe('paused');
    expect(judge('healthy', { day: bad, week: good }, defaultThresholds).standing).toBe('paused');
  });

  it('names, of two rates that lead to the same, the one that is further beyond its line', () => {
    // 5.5 % of bounces are just beyond 5 %, 0.5 % of complaints five times beyond 0.1 %.
    const complaints = judge('healthy', windows(70, 10, 1_000), defaultThresholds);
    const bounces = judge('healthy', windows(500, 4, 1_000), defaultThresholds);

    expect(complaints.standing).toBe('paused');
    expect(complaints.why).toMatch(/^10 complaints /);
    expect(bounces.why).toMatch(/^500 bounces /);
  });

  it('names the rate that decided', () => {
    const { why } = judge('healthy', windows(10, 1, 100), defaultThresholds);

    expect(why).toBe(
      '10 bounces in 100 mails over 24 hours, a rate of 5.52 % at least; warned at 2.00 %, paused at 5.00 %',
    );
  });

  it('never judges better for one more bounce or complaint', () =>
    fc.assert(
      fc.property(anyStanding, anyCounts, fc.boolean(), (before, counts, isBounce) => {
        const more = isBounce
          ? { ...counts, bounced: counts.bounced + 1 }
          : { ...counts, complained: counts.complained + 1 };
        const was = judge(before, { day: counts, week: counts }, defaultThresholds).standing;
        const is = judge(before, { day: more, week: more }, defaultThresholds).standing;
        expect(standings.indexOf(is)).toBeGreaterThanOrEqual(standings.indexOf(was));
      }),
      { numRuns: 2_000 },
    ));

  it('never judges better for having stood worse, and the same again for the same counts', () =>
    fc.assert(
      fc.property(anyStanding, anyCounts, (before, counts) => {
        const rates = { day: counts, week: counts };
        const first = judge(before, rates, defaultThresholds).standing;
        const fresh = judge('healthy', rates, defaultThresholds).standing;
        expect(standings.indexOf(first)).toBeGreaterThanOrEqual(standings.indexOf(fresh));
        expect(judge(first, rates, defaultThresholds).standing).toBe(first);
      }),
      { numRuns: 2_000 },
    ));

  it('pauses nobody for a single bounce or complaint, however few the mails', () =>
    fc.assert(
      fc.property(anyStanding, fc.nat(1_000), (before, sent) => {
        expect(standingOf(before, 1, 1, sent)).toBe('healthy');
      }),
    ));
});

describe('withOwn', () => {
  it('replaces what a tenant says of its own, and warns no later than it pauses', () => {
    const own = withOwn(defaultThresholds, { bouncePausePercent: 1, complaintWarnPercent: 0.08 });

    expect(own.bounce).toMatchObject({ warnAt: 0.01, pauseAt: 0.01 });
    expect(own.complaint).toMatchObject({ warnAt: 0.0008, pauseAt: 0.001 });
    expect(withOwn(defaultThresholds, {})).toEqual(defaultThresholds);
  });
});
