import * as z from 'zod/mini';
import type { ResolvedResource } from '../cloudformation/resolve-template.ts';
import { pollsOfIdleQueuePerMonth } from './idle-usage.ts';
import { minutesPerMonth } from './month.ts';
import { type ScheduledRun, times } from './scheduled-run.ts';
import type { Usage } from './usage.ts';

/** A function that the clock starts. */
export interface Scheduled {
  /** As deployed. */
  readonly functionName: string;
  readonly runsPerMonth: number;
}

const rule = z.object({
  ScheduleExpression: z.optional(z.string()),
  Targets: z.array(z.object({ Arn: z.string() })),
});
const mapping = z.object({ EventSourceArn: z.string().check(z.startsWith('arn:aws:sqs:')) });
const alarm = z.object({
  Metrics: z.optional(z.array(z.object({ MetricStat: z.optional(z.unknown()) }))),
});
const configurationSet = z.object({
  ReputationOptions: z.object({ ReputationMetricsEnabled: z.unknown() }),
});

const minutesIn: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/**
 * What a month takes in which no mail is sent: everything that the template makes and that is
 * billed for being there.
 *
 * @param resources - of the template, conditions applied
 * @param runOf - one run of each function that the clock starts, by its name as deployed
 */
export const fixedUsage = (
  resources: readonly ResolvedResource[],
  runOf: (functionName: string) => ScheduledRun,
): readonly Usage[] => {
  const polls =
    ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(
      (properties) => z.safeParse(mapping, properties).success,
    ).length * pollsOfIdleQueuePerMonth;
  const scheduled = scheduledIn(resources);
  return [
    ...each('alarmMetric', 'metrics that alarms look at', alarmMetrics(resources)),
    ...each('dashboard', 'dashboards', ofType(resources, 'AWS::CloudWatch::Dashboard').length),
    ...each(
      'customMetric',
      'metrics of scheduled functions',
      scheduled.reduce((sum, { functionName }) => sum + runOf(functionName).metrics, 0),
    ),
    ...each('customMetric', "SES's metrics of configuration sets", sesMetrics(resources)),
    ...each('customerKey', 'customer keys', ofType(resources, 'AWS::KMS::Key').length),
    ...each('sqsRequest', 'polling of idle queues', polls, polls),
    ...scheduled.flatMap((one) => times(runOf(one.functionName).usage, one.runsPerMonth)),
  ];
};

const runsPerMonth = (expression: string): number => {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = minutesIn[unit];
  if (minutes === undefined)
    throw new RangeError(`How often a month is ${expression}? Only rate(…) can be reckoned.`);
  return minutesPerMonth / (Number(count) * minutes);
};

const ofType = (resources: readonly ResolvedResource[], type: string) =>
  resources.filter((one) => one.type === type).map(({ properties }) => properties);

/** What the clock starts, by the rules of the template; what events start is not fixed. */
export const scheduledIn = (resources: readonly ResolvedResource[]): readonly Scheduled[] =>
  ofType(resources, 'AWS::Events::Rule').flatMap((properties) => {
    const { ScheduleExpression, Targets } = z.parse(rule, properties);
    if (ScheduleExpression === undefined) return [];
    return Targets.map(({ Arn }) => ({
      functionName: Arn.slice(Arn.lastIndexOf(':') + 1),
      runsPerMonth: runsPerMonth(ScheduleExpression),
    }));
  });

const each = (
  meter: Usage['meter'],
  what: string,
  units: number,
  requests = 0,
): readonly Usage[] => (units === 0 ? [] : [{ meter, what, requests, units }]);

const alarmMetrics = (resources: readonly ResolvedResource[]): number =>
  ofType(resources, 'AWS::CloudWatch::Alarm')
    .map((properties) => z.parse(alarm, properties).Metrics)
    .map((metrics) => metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1)
    .reduce((sum, count) => sum + count, 0);

/** Bounces and complaints of each configuration set whose metrics SES publishes. */
const sesMetrics = (resources: readonly ResolvedResource[]): number =>
  2 *
  ofType(resources, 'AWS::SES::ConfigurationSet').filter(
    (properties) =>
      String(z.parse(configurationSet, properties).ReputationOptions.ReputationMetricsEnabled) ===
      'true',
  ).length;
