import { describe, expect, it } from '@jest/globals';
import { planSesStopped } from '../../../functions/refresh-quota/plan-ses-stopped.ts';

const healthy = {
  maxPerSecond: 14,
  max24Hours: 50_000,
  sentLast24Hours: 0,
  isPaused: false,
  enforcementStatus: 'HEALTHY',
  isSandbox: false,
};
const nowMs = 10_000_000;
const noted = (agoMs: number) => ({ since: nowMs - agoMs, why: 'x' });

describe('plan-ses-stopped', () => {
  it.each([
    ['SES takes mail', healthy, undefined, true, undefined],
    [
      'SES watches the account',
      { ...healthy, enforcementStatus: 'PROBATION' },
      undefined,
      true,
      undefined,
    ],
    ['sending is off', { ...healthy, isPaused: true }, undefined, true, 'begin'],
    ['the rate is 0', { ...healthy, maxPerSecond: 0 }, undefined, true, 'begin'],
    [
      'the account is shut down',
      { ...healthy, enforcementStatus: 'SHUTDOWN' },
      undefined,
      true,
      'begin',
    ],
    [
      'sending is off, and there is no way out',
      { ...healthy, isPaused: true },
      undefined,
      false,
      undefined,
    ],
    ['sending is still off', { ...healthy, isPaused: true }, noted(3_600_000), true, undefined],
    ['SES takes mail again after a moment', healthy, noted(299_999), true, undefined],
    ['SES takes mail again after five minutes', healthy, noted(300_000), true, 'end'],
    ['the way out is gone', { ...healthy, isPaused: true }, noted(1_000), false, 'end'],
  ] as const)('%s', (_, reading, known, hasWayOut, kind) => {
    expect(planSesStopped(reading, known, { hasWayOut, nowMs })?.kind).toBe(kind);
  });
});
