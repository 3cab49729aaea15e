import { type Check, judged } from '../check.ts';
import { failure, notHere, ok, warning } from '../finding.ts';
import type { Observed } from '../observed.ts';
import type { AlarmState, DeployedStack } from '../ports.ts';
import { aws } from './account.ts';

const stackStatus: Check = {
  id: 'stack-status',
  finds: 'a stack that is missing, or whose last deployment failed',
  holds: 'the last deployment succeeded',
  reads: ['cloudformation:DescribeStacks'],
  source:
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-view-stack-data-resources.html',
  judge: ({ stack, place }) =>
    judged(stack, '', (found) => {
      const deploy = `${place.command} deploy`;
      if (found === null)
        return failure(
          '',
          `there is no stack ${stackName(place.prefix)} in ${place.region}`,
          'Check stage and region, or deploy it.',
          deploy,
        );
      const { status } = found;
      if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE(?:_CLEANUP_IN_PROGRESS)?$/.test(status))
        return ok('', status);
      if (status.endsWith('_IN_PROGRESS'))
        return warning(
          '',
          `${status}: a deployment is under way`,
          'Run doctor again when it has ended.',
        );
      return status === 'UPDATE_ROLLBACK_COMPLETE'
        ? warning(
            '',
            `${status}: the last deployment failed, and the one before is in force`,
            'See why, then deploy again.',
            events(place.prefix, place.region),
            deploy,
          )
        : failure(
            '',
            `${status}: the stack must be repaired before it can be deployed`,
            'See why.',
            events(place.prefix, place.region),
          );
    }),
};

/** `ses-pipeline-prod`. */
export const stackName = (prefix: string): string => prefix.replace(/-$/, '');

const events = (prefix: string, region: string): string =>
  `aws cloudformation describe-stack-events --stack-name ${stackName(prefix)} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]" --output table --region ${region}`;

/** Names of the stack's resources of a type. */
const namesOf = (stack: DeployedStack | null, type: string): readonly string[] =>
  stack?.resources[type] ?? [];

const alarms: Check = {
  id: 'alarms',
  finds: 'an alarm that was deleted, switched off, or tells nobody',
  holds: 'the alarms of the template are there and tell the topic',
  reads: ['cloudwatch:DescribeAlarms', 'cloudformation:ListStackResources'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  judge: (observed) =>
    judged(observed.alarms, '', (found) =>
      judged(observed.stack, '', (stack) =>
        namesOf(stack, 'AWS::CloudWatch::Alarm').map((name) => judgeAlarm(observed, found, name)),
      ),
    ),
};

const judgeAlarm = ({ topics, place }: Observed, found: readonly AlarmState[], name: string) => {
  const alarm = found.find((each) => each.name === name);
  const topic = topics.find(({ role }) => role === 'alarms')?.arn ?? '';
  if (alarm === undefined)
    return warning(
      name,
      'was deleted by hand: nobody is told',
      'CloudFormation makes it anew only when it changes: deploy once with `--param alarms=essential`, then as before.',
      `${place.command} deploy`,
    );
  if (!alarm.areActionsEnabled)
    return warning(
      name,
      'its actions are switched off: nobody is told',
      'Switch them on.',
      aws(place, `cloudwatch enable-alarm-actions --alarm-names ${name}`),
    );
  return alarm.actions.includes(topic)
    ? ok(name, alarm.state)
    : warning(name, `does not tell ${topic}`, 'Deploy the stage again.', `${place.command} deploy`);
};

const ringing: Check = {
  id: 'alarm-state',
  finds: 'alarms that ring now',
  holds: 'no alarm rings',
  reads: ['cloudwatch:DescribeAlarms'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  judge: ({ alarms: found, place }) =>
    judged(found, '', (all) =>
      all.map(({ name, state }) =>
        state === 'ALARM'
          ? warning(
              name,
              'rings',
              `docs/operations.md says what it means and what to do.`,
              aws(place, `cloudwatch describe-alarm-history --alarm-name ${name} --max-items 5`),
            )
          : ok(name, state),
      ),
    ),
};

const alarmSubscriber: Check = {
  id: 'alarm-subscriber',
  finds: 'alarms that nobody gets: no confirmed subscription of their topic',
  holds: 'somebody gets the alarms',
  reads: ['sns:ListSubscriptionsByTopic'],
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html',
  judge: ({ topics, place }) =>
    topics
      .filter(({ role }) => role === 'alarms')
      .filter(({ topic }) => topic.kind !== 'known' || topic.value !== null)
      .flatMap(({ arn, subscriptions }) =>
        judged(subscriptions, arn, (all) => {
          const confirmed = all.filter(({ isConfirmed }) => isConfirmed).length;
          if (confirmed > 0) return ok(arn, `${confirmed} confirmed`);
          return all.length > 0
            ? warning(
                arn,
                'nobody gets the alarms: the subscription waits to be confirmed',
                'Open the mail of AWS Notifications to that address, and confirm; it may lie in the spam folder, and ends after two days.',
              )
            : warning(
                arn,
                'nobody gets the alarms: nobody is subscribed',
                'Subscribe an address, then confirm the mail that it gets; or deploy with alarmEmail.',
                aws(
                  place,
                  `sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint YOU@YOUR-DOMAIN`,
                ),
              );
        }),
      ),
};

const budget: Check = {
  id: 'budget',
  finds: 'a missing budget',
  holds: 'there is a budget',
  reads: ['budgets:ViewBudget', 'cloudformation:ListStackResources'],
  source:
    'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html',
  judge: ({ budget: found, stack, place }) =>
    judged(found, '', (budgetNow) =>
      judged(stack, '', (deployed) => {
        if (budgetNow !== null) return [ok('', `${budgetNow.limit} a month`)];
        if (deployed !== null && namesOf(deployed, 'AWS::Budgets::Budget').length === 0)
          return [notHere('', 'the stage was deployed without one (monthlyBudgetUsd 0)')];
        return [
          warning(
            '',
            `there is no budget ${place.prefix}${place.region}: nobody is told when the bill grows`,
            'CloudFormation makes it anew only when it changes: deploy once with `--param monthlyBudgetUsd=0`, then as before.',
            `${place.command} deploy`,
          ),
        ];
      }),
    ),
};

/** Whether somebody would notice. */
export const watchingChecks: readonly Check[] = [
  stackStatus,
  alarms,
  ringing,
  alarmSubscriber,
  budget,
];
