import { describe, expect, it } from '@jest/globals';
import type { ResolvedResource } from '../../../shared/cloudformation/resolve-template.ts';
import { fixedUsage, scheduledIn } from '../../../shared/cost/fixed-usage.ts';
import type { Usage } from '../../../shared/cost/usage.ts';

const resource = (type: string, properties: Record<string, unknown> = {}): ResolvedResource => ({
  logicalId: 'One',
  type,
  name: 'one',
  ref: 'one',
  properties,
});

const rule = (expression: string) =>
  resource('AWS::Events::Rule', {
    ScheduleExpression: expression,
    Targets: [{ Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:mail-dev-tick' }],
  });

const oneRun: Usage = { meter: 'writeUnit', what: 'tick', requests: 1, units: 2 };
const runOf = () => ({ usage: [oneRun], metrics: 3 });
const fixed = (...resources: ResolvedResource[]) =>
  fixedUsage(resources, runOf).map(({ meter, units }) => [meter, units]);

describe('fixedUsage', () => {
  it('counts each metric that an alarm looks at, not the expressions it reckons with', () => {
    const simple = resource('AWS::CloudWatch::Alarm', { MetricName: 'Errors' });
    const reckoned = resource('AWS::CloudWatch::Alarm', {
      Metrics: [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }],
    });

    expect(fixed(simple, reckoned, simple)).toEqual([['alarmMetric', 4]]);
  });

  it('counts dashboards and customer keys', () => {
    expect(fixed(resource('AWS::CloudWatch::Dashboard'), resource('AWS::KMS::Key'))).toEqual([
      ['dashboard', 1],
      ['customerKey', 1],
    ]);
  });

  it('has Lambda ask each idle queue fifteen times a minute, and nothing but queues', () => {
    const mapping = (service: string) =>
      resource('AWS::Lambda::EventSourceMapping', { EventSourceArn: `arn:aws:${service}:eu:1:x` });

    expect(fixed(mapping('sqs'), mapping('dynamodb'), mapping('sqs'))).toEqual([
      ['sqsRequest', 2 * 15 * 60 * 730],
    ]);
  });

  it('multiplies a run of what the clock starts, and counts the metrics it writes once', () => {
    expect(fixed(rule('rate(1 minute)'))).toEqual([
      ['customMetric', 3],
      ['writeUnit', 2 * 43_800],
    ]);
    expect(scheduledIn([rule('rate(5 minutes)'), rule('rate(1 day)')])).toEqual([
      { functionName: 'mail-dev-tick', runsPerMonth: 8_760 },
      { functionName: 'mail-dev-tick', runsPerMonth: 730 / 24 },
    ]);
    expect(() => scheduledIn([rule('cron(0 8 * * ? *)')])).toThrow('rate(');
  });

  it('counts two metrics of each configuration set for which SES publishes them', () => {
    const set = (isEnabled: unknown) =>
      resource('AWS::SES::ConfigurationSet', {
        ReputationOptions: { ReputationMetricsEnabled: isEnabled },
      });

    expect(fixed(set(true), set('true'), set(false), set('false'))).toEqual([['customMetric', 4]]);
  });
});
