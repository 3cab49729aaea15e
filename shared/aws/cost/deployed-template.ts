import { type CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { resolveTemplate } from '../../cloudformation/resolve-template.ts';
import { templateShape } from '../../cloudformation/template.ts';
import type { ReadDeployed } from '../../cost/ports.ts';

/** Reads the resources of a deployed stack from its template: one call, which is free. */
export const deployedResources =
  (client: CloudFormationClient, stackName: string, region: string): ReadDeployed =>
  async () => {
    const { TemplateBody = '' } = await client.send(
      new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Processed' }),
    );
    return resolveTemplate(templateShape.parse(JSON.parse(TemplateBody)), {
      region,
      // Only numbers and types are read.
      accountId: '000000000000',
      stackName,
      parameters: {},
      queueUrl: (name) => name,
    });
  };
