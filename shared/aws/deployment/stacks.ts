import type { Change as SdkChange } from '@aws-sdk/client-cloudformation';
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type {
  Change,
  ChangeSetRequest,
  Stack,
  StackResource,
  Stacks,
} from '../../deployment/ports.ts';
import { stackEvents } from './stack-events.ts';

/** The stacks of the account and region of a client. */
export const stacks = (client: CloudFormationClient): Stacks => ({
  find: (stack) => findStack(client, stack),
  template: async (stack) => {
    const { TemplateBody } = await client.send(
      new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }),
    );
    return TemplateBody ?? '{}';
  },
  resources: (stack) => listResources(client, stack),
  events: (stack, after) => stackEvents(client, stack, after),
  createChangeSet: async (stack, request) => {
    await client.send(new CreateChangeSetCommand(changeSetInput(stack, request)));
  },
  changeSet: async (stack, name) => {
    const changes: Change[] = [];
    let NextToken: string | undefined;
    for (;;) {
      const page = await client.send(
        new DescribeChangeSetCommand({ StackName: stack, ChangeSetName: name, NextToken }),
      );
      changes.push(...(page.Changes ?? []).flatMap(changeOf));
      NextToken = page.NextToken;
      if (NextToken === undefined)
        return { status: page.Status ?? '', reason: page.StatusReason, changes };
    }
  },
  deleteChangeSet: async (stack, name) => {
    await unlessMissing(
      client.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name })),
    );
  },
  executeChangeSet: async (stack, name) => {
    await client.send(
      new ExecuteChangeSetCommand({
        StackName: stack,
        ChangeSetName: name,
        // Else tables and queues of a first deployment that fails stay, and their names are taken.
        RetainExceptOnCreate: true,
      }),
    );
  },
  remove: async (stack) => {
    await client.send(new DeleteStackCommand({ StackName: stack }));
  },
});

const findStack = async (
  client: CloudFormationClient,
  name: string,
): Promise<Stack | undefined> => {
  const answer = await unlessMissing(client.send(new DescribeStacksCommand({ StackName: name })));
  const stack = answer?.Stacks?.[0];
  if (stack === undefined) return undefined;
  return {
    id: stack.StackId ?? name,
    status: stack.StackStatus ?? '',
    statusReason: stack.StackStatusReason,
    outputs: Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
    isProtected: stack.EnableTerminationProtection === true,
  };
};

const listResources = async (
  client: CloudFormationClient,
  stack: string,
): Promise<readonly StackResource[]> => {
  const all: StackResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName: stack, NextToken }));
    for (const one of page.StackResourceSummaries ?? [])
      all.push({
        logicalId: one.LogicalResourceId ?? '',
        physicalId: one.PhysicalResourceId ?? '',
        type: one.ResourceType ?? '',
        status: one.ResourceStatus ?? '',
      });
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return all;
};

const changeSetInput = (
  stack: string,
  { name, kind, template, tags, imports }: ChangeSetRequest,
) => ({
  StackName: stack,
  ChangeSetName: name,
  ChangeSetType: kind,
  ...('url' in template ? { TemplateURL: template.url } : { TemplateBody: template.body }),
  Capabilities: ['CAPABILITY_IAM' as const, 'CAPABILITY_NAMED_IAM' as const],
  // An empty list would take the stack's tags away; without one they stay.
  ...(Object.keys(tags).length === 0
    ? {}
    : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  ...(imports.length === 0
    ? {}
    : {
        ResourcesToImport: imports.map(({ logicalId, type, identifier }) => ({
          ResourceType: type,
          LogicalResourceId: logicalId,
          ResourceIdentifier: { ...identifier },
        })),
      }),
});

const actions: ReadonlySet<string> = new Set(['Add', 'Modify', 'Remove', 'Import', 'Dynamic']);
const isAction = (action: string | undefined): action is Change['action'] =>
  action !== undefined && actions.has(action);

const changeOf = ({ ResourceChange: change }: SdkChange): readonly Change[] => {
  if (!isAction(change?.Action)) return [];
  const replaces =
    change?.Replacement === 'True'
      ? 'yes'
      : change?.Replacement === 'Conditional'
        ? 'perhaps'
        : 'no';
  return [
    {
      action: change.Action,
      logicalId: change.LogicalResourceId ?? '',
      type: change.ResourceType ?? '',
      replaces,
    },
  ];
};

/** Undefined when there is no such stack or change set: CloudFormation says so in words only. */
const unlessMissing = async <Output>(asked: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && isMissing(error)) return undefined;
    throw error;
  }
};

const isMissing = ({ name, message }: Error): boolean =>
  name === 'ChangeSetNotFoundException' ||
  name === 'ChangeSetNotFound' ||
  (name === 'ValidationError' && /does not exist/.test(message));
