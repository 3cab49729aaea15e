import { templateWith } from '../../local/template/packaged.ts';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../shared/cloudformation/resolve-template.ts';
import { packagedService } from './packaged-template.ts';

/** Resources as CloudFormation would make them of a template, in one account and region. */
const resolved = (template: Parameters<typeof resolveTemplate>[0]): readonly ResolvedResource[] =>
  resolveTemplate(template, {
    region: 'eu-west-1',
    accountId: '111122223333',
    stackName: 'ses-pipeline-dev',
    parameters: {},
    queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
  });

/** Resources of the stage dev with its own parameters. */
export const resolvedAsItIs = async (): Promise<readonly ResolvedResource[]> =>
  resolved((await packagedService()).template);

/** @param parameters - `name=value` */
export const resolvedWith = async (
  ...parameters: readonly string[]
): Promise<readonly ResolvedResource[]> =>
  resolved(await templateWith(parameters.flatMap((one) => ['--param', one])));
