import * as z from 'zod/mini';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.optional(z.record(z.string(), z.unknown())),
  Condition: z.optional(z.string()),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The parts of a CloudFormation template that are read. */
export const templateShape = z.looseObject({
  Parameters: z.optional(z.record(z.string(), z.looseObject({ Default: z.optional(scalar) }))),
  Mappings: z.optional(
    z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
  ),
  Conditions: z.optional(z.record(z.string(), z.unknown())),
  Resources: z.record(z.string(), resource),
});

export type Template = z.infer<typeof templateShape>;

/** Account and stack that a template is resolved for. */
export interface TemplateEnvironment {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** Values that replace the defaults of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** URL of the queue of this name. */
  readonly queueUrl: (name: string) => string;
}

/** Error of a template that cannot be resolved; its message says what is wrong and where. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
