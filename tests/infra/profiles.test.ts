import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { resolvedAsItIs, resolvedWith } from '../support/resolved-template.ts';

/** Metrics that CloudWatch has an alarm look at for nothing, in every account. */
const freeAlarmMetrics = 10;

const idsOf = (resources: readonly ResolvedResource[], type: string) =>
  resources.filter((one) => one.type === type).map(({ logicalId }) => logicalId);

describe('profile small', () => {
  let full: readonly ResolvedResource[];
  let small: readonly ResolvedResource[];

  beforeAll(async () => {
    full = await resolvedAsItIs();
    small = await resolvedWith('profile=small');
  });

  it('leaves out the key, the dashboard and alarms, and nothing else', () => {
    const ids = new Set(small.map(({ logicalId }) => logicalId));
    const missing = full.filter(({ logicalId }) => !ids.has(logicalId)).map(({ type }) => type);

    expect([...new Set(missing)].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::KMS::Alias',
      'AWS::KMS::Key',
    ]);
    expect(
      small.filter(({ logicalId }) => !full.some((one) => one.logicalId === logicalId)),
    ).toEqual([]);
  });

  it('reserves no concurrency, of which a young account has none to spare', () => {
    const reserving = (resources: readonly ResolvedResource[]) =>
      resources.filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined);

    expect(reserving(small)).toEqual([]);
    expect(reserving(full).map(({ logicalId }) => logicalId)).toEqual([
      'ReceiveDashwebhookLambdaFunction',
      'ApiLambdaFunction',
      'UnsubscribeLambdaFunction',
      'SesDashdoorLambdaFunction',
    ]);
  });

  it('has as many alarms as are free, each of one metric', () => {
    const alarms = small.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');

    expect(alarms.length).toBeLessThanOrEqual(freeAlarmMetrics);
    expect(alarms.filter(({ properties }) => properties.Metrics !== undefined)).toEqual([]);
  });

  it('keeps the alarm of every dead-letter queue, of both queues of mail, of the standing and of SES', () => {
    const alarms = idsOf(small, 'AWS::CloudWatch::Alarm');
    const ofDeadLetters = idsOf(full, 'AWS::CloudWatch::Alarm').filter((id) =>
      id.endsWith('DeadLettersAlarm'),
    );

    expect(ofDeadLetters).toHaveLength(4);
    expect(alarms).toEqual(
      expect.arrayContaining([
        ...ofDeadLetters,
        'TransactionalAgeAlarm',
        'BulkAgeAlarm',
        'StandingAlarm',
        'SesBounceRateAlarm',
        'SesComplaintRateAlarm',
      ]),
    );
  });

  it('gives way to a parameter of its own', async () => {
    const withKey = await resolvedWith('profile=small', 'customerKey=true');

    expect(idsOf(withKey, 'AWS::KMS::Key')).toEqual(['PipelineKey']);
    expect(idsOf(withKey, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });

  it('can be without the dashboard alone, and has none without its alarms', async () => {
    const alone = await resolvedWith('dashboard=false');
    const fewAlarms = await resolvedWith('alarms=essential');

    expect(idsOf(alone, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(idsOf(alone, 'AWS::CloudWatch::Alarm')).toEqual(idsOf(full, 'AWS::CloudWatch::Alarm'));
    expect(idsOf(fewAlarms, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
