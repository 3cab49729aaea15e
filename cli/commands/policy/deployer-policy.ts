import { allowing } from './allowing.ts';
import { apiStatements, messagingStatements, watchingStatements } from './deployer-messaging.ts';
import { codeStatements, storageStatements } from './deployer-storage.ts';
import type { PolicyStatement } from './policy-document.ts';
import { namesOf, type PolicyPlace } from './policy-place.ts';

/**
 * What deploying and removing a stage needs: the stack, and what CloudFormation does with each kind
 * of resource in the template, in the name of whoever deploys.
 *
 * A test compares it with the permissions that each resource type's handlers ask for, and with the
 * template.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
 */
export const deployerStatements = (place: PolicyPlace): readonly PolicyStatement[] => [
  ...stackStatements(place),
  ...storageStatements(place),
  ...codeStatements(place),
  ...messagingStatements(place),
  ...apiStatements(place),
  ...watchingStatements(place),
];

const stackStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { stack, arn } = namesOf(place);
  return [
    allowing('Stack', 'cloudformation', stackActions, [arn('cloudformation', `stack/${stack}/*`)]),
    // What is asked before anything is made, and has no resource.
    {
      Sid: 'LookAtAccount',
      Effect: 'Allow',
      Action: [
        'cloudformation:ValidateTemplate',
        'lambda:GetAccountSettings',
        'ses:DescribeConfigurationSet',
        'ses:GetAccount',
      ],
      Resource: ['*'],
    },
  ];
};

const stackActions = [
  'ContinueUpdateRollback',
  'CreateChangeSet',
  'CreateStack',
  'DeleteChangeSet',
  'DeleteStack',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'DescribeStackResource',
  'DescribeStackResources',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'ListStackResources',
  'UpdateStack',
  'UpdateTerminationProtection',
];
