import {
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { readDeployedTemplate } from '../../health/deployed-template.ts';
import type { Looks } from '../../health/looks.ts';
import type { HealthClients } from './health-clients.ts';

/** The stack, as CloudFormation keeps it. */
export const lookAtStack = ({
  cloudformation,
}: Pick<HealthClients, 'cloudformation'>): Pick<Looks, 'stack'> => ({
  stack: async (StackName) => {
    const status = await statusOf(cloudformation, StackName);
    if (status === undefined) return null;
    const resources: Record<string, string[]> = {};
    const pages = paginateListStackResources({ client: cloudformation }, { StackName });
    for await (const { StackResourceSummaries = [] } of pages)
      for (const { ResourceType = '', PhysicalResourceId } of StackResourceSummaries)
        if (PhysicalResourceId !== undefined)
          resources[ResourceType] = [...(resources[ResourceType] ?? []), PhysicalResourceId];
    const { TemplateBody = '' } = await cloudformation.send(new GetTemplateCommand({ StackName }));
    return { status, resources, ...readDeployedTemplate(TemplateBody) };
  },
});

/** CloudFormation says `ValidationError` of a stack that does not exist, and names it in the text. */
const statusOf = async (
  client: HealthClients['cloudformation'],
  StackName: string,
): Promise<string | undefined> => {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (
      error instanceof Error &&
      error.name === 'ValidationError' &&
      error.message.includes('does not exist')
    )
      return undefined;
    throw error;
  }
};
