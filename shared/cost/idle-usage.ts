import { minutesPerMonth } from './month.ts';
import { times } from './scheduled-run.ts';
import { canaryRun, scheduledRuns } from './scheduled-runs.ts';
import type { Usage } from './usage.ts';

/** Parameters of a deployment that decide what it costs without any mail (docs/deploy.md). */
export interface IdleSettings {
  readonly alarms: 'all' | 'essential';
  readonly dashboard: boolean;
  readonly customerKey: boolean;
  /** Whether pipeline events are published, and with hashes of addresses. */
  readonly pipelineEvents: 'off' | 'none' | 'hashed';
  readonly sesReputationMetrics: boolean;
  /** Minutes between canaries; 0: none. */
  readonly canaryMinutes: number;
}

/**
 * What a month takes in which no mail is sent: what is billed for being there, and what the clock
 * starts. tests/docs/costs.test.ts compares it with the packaged template.
 */
export const idleUsage = (settings: IdleSettings): readonly Usage[] => {
  const hasAllAlarms = settings.alarms === 'all';
  const publishes = settings.pipelineEvents !== 'off';
  const polls = polledQueues * pollsOfIdleQueuePerMonth;
  const hasCanary = settings.canaryMinutes > 0;
  const runs = [
    ...Object.values(scheduledRuns),
    ...(hasCanary ? [{ ...canaryRun, everyMinutes: settings.canaryMinutes }] : []),
  ];
  return [
    ...each(
      'alarmMetric',
      'metrics that alarms look at',
      alarmMetrics[settings.alarms] +
        (hasAllAlarms && publishes ? alarmMetricsOfPublishing : 0) +
        (hasCanary ? alarmMetricsOfCanary : 0),
    ),
    // The dashboard shows what the alarms look at.
    ...each('dashboard', 'dashboards', settings.dashboard && hasAllAlarms ? 1 : 0),
    ...each(
      'customMetric',
      'metrics of scheduled functions',
      runs.reduce((sum, { metrics }) => sum + metrics, 0),
    ),
    ...each(
      'customMetric',
      "SES's metrics of configuration sets",
      settings.sesReputationMetrics ? sesMetrics : 0,
    ),
    ...each(
      'customerKey',
      'customer keys',
      (settings.customerKey ? 1 : 0) + (settings.pipelineEvents === 'hashed' ? 1 : 0),
    ),
    { meter: 'sqsRequest', what: 'polling of idle queues', requests: polls, units: polls },
    ...runs.flatMap(({ usage, everyMinutes }) => times(usage, minutesPerMonth / everyMinutes)),
  ];
};

/** What a profile sets where the parameters are not given. */
export const idleSettingsOf = (profile: 'full' | 'small'): IdleSettings => ({
  alarms: profile === 'full' ? 'all' : 'essential',
  dashboard: profile === 'full',
  customerKey: profile === 'full',
  pipelineEvents: 'off',
  sesReputationMetrics: false,
  canaryMinutes: 0,
});

/**
 * How often Lambda asks an idle queue: five pollers, each of which waits 20 seconds for a message.
 * They stay five where MaximumConcurrency is set.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const pollsPerMinute = 5 * 3;
export const pollsOfIdleQueuePerMonth = pollsPerMinute * minutesPerMonth;

/** transactional, bulk and feedback. */
const polledQueues = 3;
/** Of infra/alarms.yml. */
const alarmMetrics = { all: 38, essential: 10 } as const;
const alarmMetricsOfPublishing = 1;
const alarmMetricsOfCanary = 1;
/** Bounces and complaints of each of three configuration sets. */
const sesMetrics = 2 * 3;

const each = (meter: Usage['meter'], what: string, units: number): readonly Usage[] =>
  units === 0 ? [] : [{ meter, what, requests: 0, units }];
