import type { Meter } from '../prices/prices.ts';
import type { ScheduledRun } from './scheduled-run.ts';
import type { Usage } from './usage.ts';

/** A function that the clock starts, as serverless.yml schedules it. */
export interface RecordedRun extends ScheduledRun {
  readonly everyMinutes: number;
}

const of = (name: string, used: Partial<Record<string, readonly [Meter, number]>>) =>
  Object.entries(used).flatMap(([what, one]): readonly Usage[] =>
    one === undefined
      ? []
      : [{ meter: one[0], what: `${name}: ${what}`, requests: one[1], units: one[1] }],
  );

/** When the figures below were measured. */
export const scheduledRunsAsOf = '2026-11-29';

/**
 * What one run of each function that the clock starts takes while there is nothing to do, as
 * `npm run bench -- cost` measured it. Billed time is that of the machine that measured.
 */
export const scheduledRuns: Readonly<Record<string, RecordedRun>> = {
  'refresh-quota': {
    everyMinutes: 1,
    metrics: 3,
    usage: of('refresh-quota', {
      invocations: ['lambdaRequest', 1],
      time: ['lambdaGbSecond', 0.02145],
      'ledger write': ['writeUnit', 2],
      'ledger read': ['readUnit', 2],
      'tenants read': ['readUnit', 2],
      'tenants Scan': ['readUnit', 1],
      log: ['logByte', 462],
    }),
  },
  'guard-reputation': {
    everyMinutes: 5,
    metrics: 3,
    usage: of('guard-reputation', {
      invocations: ['lambdaRequest', 1],
      time: ['lambdaGbSecond', 0.066],
      'reputation Query': ['readUnit', 20],
      'reputation read': ['readUnit', 1],
      'tenants Scan': ['readUnit', 2],
      'ledger Scan': ['readUnit', 1],
      'ledger write': ['writeUnit', 1],
      log: ['logByte', 2_531],
    }),
  },
  'keep-messages': {
    everyMinutes: 60,
    metrics: 0,
    usage: of('keep-messages', {
      invocations: ['lambdaRequest', 1],
      time: ['lambdaGbSecond', 0.0091],
      log: ['logByte', 140],
    }),
  },
};
