import { describe, expect, it } from '@jest/globals';
import {
  defaultThresholds,
  ownThresholdsSchema,
  withOwn,
} from '../../../shared/reputation/thresholds.ts';

describe('thresholds', () => {
  it('without thresholds of its own a tenant has those of the deployment', () => {
    expect(withOwn(defaultThresholds, {})).toEqual(defaultThresholds);
  });

  it('takes percents of bounces and complaints, each where it belongs', () => {
    const own = withOwn(defaultThresholds, {
      bounceWarnPercent: 1,
      bouncePausePercent: 4,
      complaintWarnPercent: 0.25,
      complaintPausePercent: 0.5,
    });

    expect(own.bounce).toEqual({ ...defaultThresholds.bounce, warnAt: 0.01, pauseAt: 0.04 });
    expect(own.complaint).toEqual({
      ...defaultThresholds.complaint,
      warnAt: 0.0025,
      pauseAt: 0.005,
    });
  });

  it('a warning never comes after the pause', () => {
    expect(withOwn(defaultThresholds, { bouncePausePercent: 1 }).bounce).toMatchObject({
      warnAt: 0.01,
      pauseAt: 0.01,
    });
    expect(withOwn(defaultThresholds, { complaintPausePercent: 0.01 }).complaint).toMatchObject({
      warnAt: 0.0001,
      pauseAt: 0.0001,
    });
  });

  it('warns and pauses below what makes AWS review and pause an account', () => {
    const { bounce, complaint } = defaultThresholds;

    expect(bounce.warnAt).toBeLessThan(bounce.pauseAt);
    expect(complaint.warnAt).toBeLessThan(complaint.pauseAt);
    expect(bounce.pauseAt).toBeLessThan(0.1);
    expect(complaint.pauseAt).toBeLessThan(0.005);
    expect(bounce.warnAt).toBeLessThan(0.05);
    expect(complaint.warnAt).toBeLessThan(0.001);
  });

  it.each([
    [0, false],
    [-1, false],
    [0.01, true],
    [100, true],
    [100.01, false],
    ['5', false],
  ])('a percent of %j is taken: %s', (value, isTaken) => {
    for (const name of [
      'bounceWarnPercent',
      'bouncePausePercent',
      'complaintWarnPercent',
      'complaintPausePercent',
    ])
      expect(ownThresholdsSchema.safeParse({ [name]: value }).success).toBe(isTaken);
  });
});
