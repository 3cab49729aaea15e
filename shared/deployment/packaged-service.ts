import * as z from 'zod/mini';

/** Code of one function. */
export interface FunctionCode {
  /** Base name of its object, such as `send-email.zip`. */
  readonly file: string;
  readonly content: Uint8Array;
  /** SHA-256 of the content, base64. */
  readonly hash: string;
}

/** What the framework made of the service, for one stage and one set of parameters. */
export interface PackagedService {
  readonly stackName: string;
  readonly stage: string;
  readonly region: string;
  /** Template with which a stack begins: only the bucket of the packages. */
  readonly core: DeployedTemplate;
  readonly template: DeployedTemplate;
  /** Folder of this package in the bucket, `serverless/<service>/<stage>/<time>`. */
  readonly folder: string;
  /** The framework's own record of what it made, which its later deployments compare. */
  readonly state: string;
  readonly code: readonly FunctionCode[];
  readonly tags: Readonly<Record<string, string>>;
  /** Parameters that were given, apart from the defaults of the stage. */
  readonly parameters: Readonly<Record<string, string>>;
}

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.optional(z.record(z.string(), z.unknown())),
  Condition: z.optional(z.string()),
  DeletionPolicy: z.optional(z.string()),
});

/** A template as text gives it. */
export const deployedTemplate = z.looseObject({
  Metadata: z.optional(z.record(z.string(), z.unknown())),
  Conditions: z.optional(z.record(z.string(), z.unknown())),
  Resources: z.record(z.string(), resource),
  Outputs: z.optional(z.record(z.string(), z.unknown())),
});

export type DeployedTemplate = z.infer<typeof deployedTemplate>;
export type TemplateResource = z.infer<typeof resource>;

const noted = z.object({
  SesPipeline: z.object({ Parameters: z.record(z.string(), z.string()) }),
});

/** The template with a note of the parameters that were given, so that later runs keep them. */
export const withNote = (
  template: DeployedTemplate,
  parameters: Readonly<Record<string, string>>,
): DeployedTemplate => ({
  ...template,
  Metadata: { ...template.Metadata, SesPipeline: { Parameters: { ...parameters } } },
});

/** Parameters that were given when a template was deployed; none when it was not deployed by us. */
export const notedParameters = (template: DeployedTemplate): Readonly<Record<string, string>> => {
  const read = z.safeParse(noted, template.Metadata);
  return read.success ? read.data.SesPipeline.Parameters : {};
};
