import { element, type Markup } from '../../shared/ses-api/wire/markup.ts';
import type { ControlState } from './control-state.ts';

/** Result of a call in AWS's query protocol, or an error of the service. */
export type QueryResult =
  | { readonly kind: 'done'; readonly result: readonly Markup[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

type Answer = (state: ControlState, parameters: URLSearchParams) => QueryResult;

/**
 * Operations of STS, IAM and CloudFormation, by their names, with the namespace of their XML.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export const queryAnswers: Readonly<
  Record<string, { readonly namespace: string; readonly answer: Answer }>
> = {
  GetCallerIdentity: {
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    answer: ({ callerArn, accountId }) =>
      done(
        element('Arn', callerArn),
        element('UserId', 'AIDALOCAL'),
        element('Account', accountId),
      ),
  },
  ListAccessKeys: {
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    answer: ({ accessKeys }, parameters) =>
      done(
        element(
          'AccessKeyMetadata',
          accessKeys.map(({ id, createdAtMs, isActive }) =>
            element(
              'member',
              element('UserName', parameters.get('UserName') ?? 'local'),
              element('AccessKeyId', id),
              element('Status', isActive ? 'Active' : 'Inactive'),
              element('CreateDate', isoTime(createdAtMs)),
            ),
          ),
        ),
        element('IsTruncated', false),
      ),
  },
  DescribeStacks: {
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    answer: ({ stackStatus }, parameters) =>
      stackStatus === 'NONE'
        ? {
            kind: 'refused',
            code: 'ValidationError',
            message: `Stack with id ${parameters.get('StackName')} does not exist`,
          }
        : done(
            element(
              'Stacks',
              element(
                'member',
                element('StackName', parameters.get('StackName') ?? ''),
                element('CreationTime', isoTime(0)),
                element('StackStatus', stackStatus),
              ),
            ),
          ),
  },
  ListStackResources: {
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    answer: ({ resources }) =>
      done(
        element(
          'StackResourceSummaries',
          resources.map(({ logicalId, type, name, ref }) =>
            element(
              'member',
              element('LogicalResourceId', logicalId),
              element('PhysicalResourceId', type === 'AWS::CloudWatch::Alarm' ? name : ref),
              element('ResourceType', type),
              element('LastUpdatedTimestamp', isoTime(0)),
              element('ResourceStatus', 'CREATE_COMPLETE'),
            ),
          ),
        ),
      ),
  },
  GetTemplate: {
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    answer: ({ templateBody }) => done(element('TemplateBody', templateBody)),
  },
};

const done = (...result: readonly Markup[]): QueryResult => ({ kind: 'done', result });

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
