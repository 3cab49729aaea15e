import * as z from 'zod/mini';
import { parseJson } from '../system/parse-json.ts';
import type { DeployedStack } from './ports.ts';

const number = z.coerce.number();

/** CloudFormation accepts `true` and `"true"`. */
const flag = z.pipe(
  z.union([z.boolean(), z.string()]),
  z.transform((value) => value === true || value === 'true'),
);

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
});

const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });

const functionSchema = z.looseObject({
  FunctionName: z.string(),
  Runtime: z.string(),
  Handler: z.string(),
  MemorySize: z._default(number, 128),
  Timeout: z._default(number, 3),
  Environment: z.optional(
    z.looseObject({ Variables: z.optional(z.record(z.string(), z.unknown())) }),
  ),
});

const setSchema = z.looseObject({
  Name: z.string(),
  DeliveryOptions: z.optional(z.looseObject({ TlsPolicy: z._default(z.string(), 'OPTIONAL') })),
  ReputationOptions: z.optional(
    z.looseObject({ ReputationMetricsEnabled: z._default(flag, false) }),
  ),
});

/**
 * What a deployed template says of functions and configuration sets. A resource whose properties are
 * not plain values is left out, and then not compared.
 *
 * @param body - text of the template, JSON
 */
export const readDeployedTemplate = (body: string): Pick<DeployedStack, 'functions' | 'sets'> => {
  const read = z.safeParse(templateSchema, parseJson(body));
  const all = read.success ? Object.values(read.data.Resources) : [];
  const ofType = <Value>(type: string, schema: z.ZodMiniType<Value>): readonly Value[] =>
    all.flatMap(({ Type, Properties }) => {
      const properties = Type === type ? z.safeParse(schema, Properties) : undefined;
      return properties?.success ? [properties.data] : [];
    });
  return {
    functions: Object.fromEntries(
      ofType('AWS::Lambda::Function', functionSchema).map((one) => [
        one.FunctionName,
        {
          runtime: one.Runtime,
          handler: one.Handler,
          memoryMegabytes: one.MemorySize,
          timeoutSeconds: one.Timeout,
          variables: Object.keys(one.Environment?.Variables ?? {}),
        },
      ]),
    ),
    sets: Object.fromEntries(
      ofType('AWS::SES::ConfigurationSet', setSchema).map((one) => [
        one.Name,
        {
          tlsPolicy: one.DeliveryOptions?.TlsPolicy ?? 'OPTIONAL',
          reputationMetrics: one.ReputationOptions?.ReputationMetricsEnabled ?? false,
        },
      ]),
    ),
  };
};
