import { allowing, byCloudFormation } from './allowing.ts';
import type { PolicyStatement } from './policy-document.ts';
import { namesOf, type PolicyPlace } from './policy-place.ts';

/** Tables, buckets, keys and logs. */
export const storageStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { stack, madeUp, arn, bucket } = namesOf(place);
  const buckets = [bucket(`${stack}-payloads-*`), bucket(`${madeUp}*`)];
  const logGroups = [`/aws/lambda/${stack}-*`, `/aws/http-api/${stack}*`];
  return [
    allowing('Tables', 'dynamodb', tableActions, [arn('dynamodb', `table/${stack}-*`)]),
    allowing('Buckets', 's3', bucketActions, buckets),
    allowing(
      'Packages',
      's3',
      ['DeleteObject', 'DeleteObjectVersion', 'GetObject', 'GetObjectVersion', 'PutObject'],
      [bucket(`${madeUp}*/*`)],
    ),
    allowing('MakeKeys', 'kms', ['CreateKey'], ['*'], byCloudFormation),
    allowing('FindKeys', 'kms', ['DescribeKey', 'ListAliases'], ['*']),
    allowing('Keys', 'kms', keyActions, [arn('kms', 'key/*')], byCloudFormation),
    allowing('KeyNames', 'kms', aliasActions, [arn('kms', `alias/${stack}`)]),
    allowing(
      'Logs',
      'logs',
      logActions,
      logGroups.map((name) => arn('logs', `log-group:${name}`)),
    ),
    allowing('LogDelivery', 'logs', logDeliveryActions, ['*']),
  ];
};

/** Functions, their roles, and the policies of producers. */
export const codeStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { stack, madeUp, arn, global } = namesOf(place);
  const functions = arn('lambda', `function:${stack}-*`);
  const roles = [global('iam', `role/${madeUp}*`)];
  return [
    allowing('Functions', 'lambda', functionActions, [functions]),
    allowing('EventSources', 'lambda', eventSourceActions, ['*'], {
      ArnLike: { 'lambda:FunctionArn': functions },
    }),
    allowing(
      'EventSourceTags',
      'lambda',
      ['ListTags', 'TagResource', 'UntagResource'],
      [arn('lambda', 'event-source-mapping:*')],
    ),
    allowing('Roles', 'iam', roleActions, roles),
    allowing('PassRoles', 'iam', ['PassRole'], roles, {
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    }),
    allowing('Policies', 'iam', policyActions, [global('iam', `policy/${madeUp}*`)]),
  ];
};

const tableActions = [
  'CreateTable',
  'DeleteTable',
  'DescribeContinuousBackups',
  'DescribeContributorInsights',
  'DescribeKinesisStreamingDestination',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetResourcePolicy',
  'ListTagsOfResource',
  'TagResource',
  'UntagResource',
  'UpdateContinuousBackups',
  'UpdateContributorInsights',
  'UpdateTable',
  'UpdateTimeToLive',
];

const bucketActions = [
  'CreateBucket',
  'DeleteBucket',
  'DeleteBucketPolicy',
  'GetAccelerateConfiguration',
  'GetAnalyticsConfiguration',
  'GetBucket*',
  'GetEncryptionConfiguration',
  'GetIntelligentTieringConfiguration',
  'GetInventoryConfiguration',
  'GetLifecycleConfiguration',
  'GetMetricsConfiguration',
  'GetReplicationConfiguration',
  'ListBucket',
  'ListBucketVersions',
  'ListTagsForResource',
  'PutBucketOwnershipControls',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketTagging',
  'PutBucketVersioning',
  'PutEncryptionConfiguration',
  'PutLifecycleConfiguration',
  'TagResource',
  'UntagResource',
];

const keyActions = [
  'CreateAlias',
  'CreateGrant',
  'Decrypt',
  'DeleteAlias',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'Encrypt',
  'GenerateDataKey',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListResourceTags',
  'PutKeyPolicy',
  'RevokeGrant',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
];

/** An alias is made with rights on both, alias and key. */
const aliasActions = ['CreateAlias', 'DeleteAlias', 'UpdateAlias'];

const logActions = [
  'AssociateKmsKey',
  'CreateLogGroup',
  'DeleteLogGroup',
  'DeleteRetentionPolicy',
  'DisassociateKmsKey',
  'GetDataProtectionPolicy',
  'ListTagsForResource',
  'PutRetentionPolicy',
  'TagResource',
  'UntagResource',
];

/**
 * For the log of the HTTP API, which API Gateway sets up in the name of whoever deploys.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
const logDeliveryActions = [
  'CreateLogDelivery',
  'DeleteLogDelivery',
  'DescribeIndexPolicies',
  'DescribeLogGroups',
  'DescribeResourcePolicies',
  'GetLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'UpdateLogDelivery',
];

const functionActions = [
  'AddPermission',
  'CreateFunction',
  'DeleteFunction',
  'DeleteFunctionConcurrency',
  'DeleteFunctionEventInvokeConfig',
  'GetFunction',
  'GetFunctionCodeSigningConfig',
  'GetFunctionConfiguration',
  'GetFunctionEventInvokeConfig',
  'GetFunctionRecursionConfig',
  'GetFunctionScalingConfig',
  'GetPolicy',
  'GetRuntimeManagementConfig',
  'ListTags',
  'PutFunctionConcurrency',
  'PutFunctionEventInvokeConfig',
  'RemovePermission',
  'TagResource',
  'UntagResource',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
  'UpdateFunctionEventInvokeConfig',
];

const eventSourceActions = [
  'CreateEventSourceMapping',
  'DeleteEventSourceMapping',
  'GetEventSourceMapping',
  'UpdateEventSourceMapping',
];

const roleActions = [
  'CreateRole',
  'DeleteRole',
  'DeleteRolePolicy',
  'GetRole',
  'GetRolePolicy',
  'ListAttachedRolePolicies',
  'ListRolePolicies',
  'PutRolePolicy',
  'TagRole',
  'UntagRole',
  'UpdateAssumeRolePolicy',
  'UpdateRole',
  'UpdateRoleDescription',
];

/** Not to attach them: who may send mail is said by whoever runs the services. */
const policyActions = [
  'CreatePolicy',
  'CreatePolicyVersion',
  'DeletePolicy',
  'DeletePolicyVersion',
  'GetPolicy',
  'GetPolicyVersion',
  'ListEntitiesForPolicy',
  'ListPolicyVersions',
];
