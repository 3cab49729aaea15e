import { allowing, byCloudFormation } from './allowing.ts';
import type { PolicyStatement } from './policy-document.ts';
import { namesOf, type PolicyPlace } from './policy-place.ts';

/** Queues, topics, configuration sets and events. */
export const messagingStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { stack, madeUp, arn } = namesOf(place);
  return [
    allowing('Queues', 'sqs', queueActions, [arn('sqs', `${stack}-*`)]),
    allowing('Topics', 'sns', topicActions, [arn('sns', `${stack}-*`)]),
    allowing('ConfigurationSets', 'ses', configurationSetActions, [
      arn('ses', `configuration-set/${stack}-*`),
    ]),
    // IAM knows no resource for receipt rules.
    allowing('ReceiptRules', 'ses', receiptRuleActions, ['*'], byCloudFormation),
    allowing('Rules', 'events', ruleActions, [arn('events', `rule/${madeUp}*`)]),
    allowing('Buses', 'events', busActions, [arn('events', `event-bus/${stack}-*`)]),
  ];
};

/** The HTTP API, whose ids AWS makes up. */
export const apiStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { api } = namesOf(place);
  return [
    allowing(
      'HttpApi',
      'apigateway',
      ['DELETE', 'GET', 'PATCH', 'POST', 'PUT', 'TagResource', 'UntagResource'],
      [api('/apis'), api('/apis/*'), api('/tags/*')],
      byCloudFormation,
    ),
  ];
};

/** Alarms, dashboard and budget. */
export const watchingStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { stack, arn, global } = namesOf(place);
  return [
    allowing('Alarms', 'cloudwatch', alarmActions, [arn('cloudwatch', `alarm:${stack}-*`)]),
    allowing('Dashboard', 'cloudwatch', dashboardActions, [
      global('cloudwatch', `dashboard/${stack}`),
    ]),
    allowing('Budget', 'budgets', budgetActions, [global('budgets', `budget/${stack}-*`)]),
    allowing('BudgetView', 'billing', ['GetBillingViewData'], ['*']),
  ];
};

const queueActions = [
  'CreateQueue',
  'DeleteQueue',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueueTags',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
];

const topicActions = [
  'CreateTopic',
  'DeleteTopic',
  'GetDataProtectionPolicy',
  'GetSubscriptionAttributes',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'ListTagsForResource',
  'SetSubscriptionAttributes',
  'SetTopicAttributes',
  'Subscribe',
  'TagResource',
  'Unsubscribe',
  'UntagResource',
];

const configurationSetActions = [
  'CreateConfigurationSet',
  'CreateConfigurationSetEventDestination',
  'DeleteConfigurationSet',
  'DeleteConfigurationSetEventDestination',
  'GetConfigurationSet',
  'GetConfigurationSetEventDestinations',
  'ListTagsForResource',
  'PutConfigurationSetArchivingOptions',
  'PutConfigurationSetDeliveryOptions',
  'PutConfigurationSetReputationOptions',
  'PutConfigurationSetSendingOptions',
  'PutConfigurationSetSuppressionOptions',
  'PutConfigurationSetTrackingOptions',
  'PutConfigurationSetVdmOptions',
  'TagResource',
  'UntagResource',
  'UpdateConfigurationSetEventDestination',
];

const receiptRuleActions = [
  'CreateReceiptRule',
  'CreateReceiptRuleSet',
  'DeleteReceiptRule',
  'DeleteReceiptRuleSet',
  'DescribeReceiptRule',
  'DescribeReceiptRuleSet',
  'UpdateReceiptRule',
];

const ruleActions = [
  'DeleteRule',
  'DescribeRule',
  'ListTagsForResource',
  'ListTargetsByRule',
  'PutRule',
  'PutTargets',
  'RemoveTargets',
  'TagResource',
  'UntagResource',
];

const busActions = [
  'CreateEventBus',
  'DeleteEventBus',
  'DescribeEventBus',
  'ListTagsForResource',
  'TagResource',
  'UntagResource',
  'UpdateEventBus',
];

const alarmActions = [
  'DeleteAlarms',
  'DescribeAlarms',
  'ListTagsForResource',
  'PutMetricAlarm',
  'TagResource',
  'UntagResource',
];

const dashboardActions = [
  'DeleteDashboards',
  'GetDashboard',
  'ListTagsForResource',
  'PutDashboard',
  'TagResource',
  'UntagResource',
];

const budgetActions = [
  'ListTagsForResource',
  'ModifyBudget',
  'TagResource',
  'UntagResource',
  'ViewBudget',
];
