import { beforeAll, describe, expect, it } from '@jest/globals';
import { scheduleResources } from '../../local/template/schedule-resources.ts';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { resolvedAsItIs, resolvedWith } from '../support/resolved-template.ts';

const ofCanary = (resources: readonly ResolvedResource[]): readonly string[] =>
  resources
    .filter(({ logicalId }) => logicalId.includes('anary'))
    .map(({ type }) => type)
    .toSorted();

describe('the canary in the template', () => {
  let off: readonly ResolvedResource[];
  let on: readonly ResolvedResource[];

  beforeAll(async () => {
    off = await resolvedAsItIs();
    on = await resolvedWith(
      ...['profile=small', 'canaryMinutes=15', 'canaryFrom=canary@shop.example'],
    );
  });

  it('is not there unless it is asked for', () => {
    expect(ofCanary(off)).toEqual([]);
  });

  it('is a function with its role, log, schedule and alarm, in the small profile, too', () => {
    expect(ofCanary(on)).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
    ]);
  });

  it('runs as often as the parameter says, and its alarm looks at as long periods', () => {
    const { properties } = on.find(({ logicalId }) => logicalId === 'CanaryAlarm') ?? {};

    expect(scheduleResources(on)).toContainEqual(
      expect.objectContaining({
        expression: 'rate(15 minutes)',
        functionName: 'ses-pipeline-dev-send-canary',
      }),
    );
    expect(properties).toMatchObject({
      ...{ MetricName: 'CanaryBroken', Period: 900, EvaluationPeriods: 2 },
      ...{ Threshold: 1, TreatMissingData: 'breaching' },
    });
  });

  it('takes no other number of minutes', async () => {
    await expect(resolvedWith('canaryMinutes=7')).rejects.toThrow(
      '--param canaryMinutes=7: give 0, 5',
    );
  });
});
