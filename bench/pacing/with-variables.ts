import * as z from 'zod';
import type { PackagedTemplate } from '../../infra/local/packaged.ts';

const code = z.looseObject({
  Code: z.looseObject({ S3Key: z.string() }),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()).default({}) }).prefault({}),
});

/** The template with more environment variables for one function, named by its key in serverless.yml. */
export const withVariables = (
  template: PackagedTemplate,
  functionKey: string,
  variables: Readonly<Record<string, string>>,
): PackagedTemplate => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      if (resource.Type !== 'AWS::Lambda::Function') return [id, resource];
      const { Code, Environment } = code.parse(resource.Properties);
      if (!Code.S3Key.endsWith(`${functionKey}.zip`)) return [id, resource];
      const Properties = { ...resource.Properties, Environment: { ...Environment, Variables: { ...Environment.Variables, ...variables } } };
      return [id, { ...resource, Properties }];
    }),
  ),
});
