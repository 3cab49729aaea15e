import * as z from 'zod';
import type { PackagedTemplate } from '../../local/template/packaged.ts';

const code = z.looseObject({
  Code: z.looseObject({ S3Key: z.string() }),
  Environment: z
    .looseObject({ Variables: z.record(z.string(), z.unknown()).default({}) })
    .prefault({}),
});

/**
 * Adds Node options to one function of the template, named by its key in serverless.yml; the
 * options it has stay.
 */
export const withNodeOption = (
  template: PackagedTemplate,
  functionKey: string,
  option: string,
): PackagedTemplate => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      if (resource.Type !== 'AWS::Lambda::Function') return [id, resource];
      const { Code, Environment } = code.parse(resource.Properties);
      if (!Code.S3Key.endsWith(`${functionKey}.zip`)) return [id, resource];
      const own = Environment.Variables.NODE_OPTIONS;
      const NODE_OPTIONS = typeof own === 'string' ? `${own} ${option}` : option;
      const Properties = {
        ...resource.Properties,
        Environment: { ...Environment, Variables: { ...Environment.Variables, NODE_OPTIONS } },
      };
      return [id, { ...resource, Properties }];
    }),
  ),
});
