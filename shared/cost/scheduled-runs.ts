import type { Meter } from '../prices/prices.ts';
import { usageOfMail } from './mail-model.ts';
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

/**
 * What one run of each function that the clock starts takes while there is nothing to do, as
 * `npm run bench -- cost` measured it on 2026-11-29. Billed time is that of the machine that measured.
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

/** Mails of a round. */
const canaries = 3;

/**
 * A run of send-canary, with the mail that it puts. Where it is on, its schedule says how often it
 * runs. Its own requests are those of its code, and not measured.
 */
export const canaryRun: ScheduledRun = {
  metrics: 2,
  usage: [
    ...of('send-canary', {
      invocations: ['lambdaRequest', 1],
      time: ['lambdaGbSecond', 0.05],
      'messages read': ['readUnit', 4],
      'ledger read': ['readUnit', 1],
      'messages write': ['writeUnit', 1],
      'queue of mail: send': ['sqsRequest', 1],
      log: ['logByte', 700],
    }),
    { meter: 'sesMail', what: 'canaries', requests: canaries, units: canaries },
    ...usageOfMail(canaries, { kind: 'alone', recipients: 1, bytes: 1_024 }),
  ],
};
