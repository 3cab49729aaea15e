import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { resolvedAsItIs, resolvedWith } from '../support/resolved-template.ts';

describe('mail that leaves, in the template', () => {
  let off: readonly ResolvedResource[];
  let on: readonly ResolvedResource[];

  beforeAll(async () => {
    off = await resolvedAsItIs();
    on = await resolvedWith('unsubscribeMailbox=leave@in.example.com');
  });

  const named = (logicalId: string) =>
    on.find((one) => one.logicalId === logicalId)?.properties ?? {};

  it('adds these resources where a mailbox is named, and none elsewhere', () => {
    const before = new Set(off.map(({ logicalId }) => logicalId));

    expect(
      on.filter(({ logicalId }) => !before.has(logicalId)).map(({ logicalId }) => logicalId),
    ).toEqual([
      'UnsubscribeMailRules',
      'UnsubscribeMailPermission',
      'UnsubscribeMailRule',
      'UnsubscribeMailQueue',
      'UnsubscribeMailQueuePolicy',
      'UnsubscribeMailFailures',
      'UnsubscribeMailEventSource',
      'UnsubscribeMailAlarm',
    ]);
    expect(off.filter(({ type }) => type.startsWith('AWS::SES::Receipt'))).toEqual([]);
  });

  it('hands mail to this one address to the function, without waiting for it', () => {
    const { FunctionName } = named('UnsubscribeMailPermission');

    expect(named('UnsubscribeMailRules')).toEqual({ RuleSetName: 'ses-pipeline-dev' });
    expect(named('UnsubscribeMailRule')).toEqual({
      RuleSetName: expect.stringContaining('UnsubscribeMailRules'),
      Rule: {
        Name: 'unsubscribe',
        Enabled: true,
        ScanEnabled: false,
        Recipients: ['leave@in.example.com'],
        Actions: [{ LambdaAction: { FunctionArn: FunctionName, InvocationType: 'Event' } }],
      },
    });
    expect(FunctionName).toBe(
      'arn:aws:lambda:eu-west-1:111122223333:function:ses-pipeline-dev-unsubscribe',
    );
  });

  it('lets SES call the function for this rule of this account alone', () => {
    expect(named('UnsubscribeMailPermission')).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'ses.amazonaws.com',
      SourceAccount: '111122223333',
      SourceArn:
        'arn:aws:ses:eu-west-1:111122223333:receipt-rule-set/ses-pipeline-dev:receipt-rule/unsubscribe',
    });
  });

  const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:ses-pipeline-dev-unsubscribe-mail';

  it('keeps what three runs could not take on a queue that the function reads, until it is taken', () => {
    const { FunctionName } = named('UnsubscribeMailPermission');

    expect(named('UnsubscribeMailFailures')).toEqual({
      FunctionName: 'ses-pipeline-dev-unsubscribe',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queueArn } },
    });
    expect(named('UnsubscribeMailEventSource')).toEqual({
      EventSourceArn: queueArn,
      FunctionName,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(named('UnsubscribeMailQueue')).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
    expect(named('UnsubscribeMailQueue')).not.toHaveProperty('RedrivePolicy');
  });

  it('hides a mail for longer than six runs take, as Lambda asks', () => {
    const { Timeout } = named('UnsubscribeLambdaFunction');

    expect(named('UnsubscribeMailQueue').VisibilityTimeout).toBeGreaterThanOrEqual(
      6 * Number(Timeout),
    );
  });

  it('tells by an alarm of mail that waits, whether it is hidden or not', () => {
    const { Metrics, ...alarm } = named('UnsubscribeMailAlarm');

    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 3 });
    expect(JSON.stringify(Metrics).match(/ApproximateNumberOfMessages\w+/g)).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
    ]);
  });

  it('tells the sender the mailbox', () => {
    const mailboxIn = (resources: readonly ResolvedResource[]) =>
      JSON.stringify(
        resources.find(({ logicalId }) => logicalId === 'SendDashemailLambdaFunction')?.properties,
      ).match(/"UNSUBSCRIBE_MAILBOX":"([^"]*)"/)?.[1];

    expect([mailboxIn(on), mailboxIn(off)]).toEqual(['leave@in.example.com', '']);
  });
});
