import { basename } from 'node:path';
import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { nameInArn } from './name-in-arn.ts';
import { number } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

export interface FunctionResource {
  /** Key in serverless.yml: folder of the handler, base name of the zip. */
  readonly key: string;
  readonly name: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
  readonly asynchronous: AsynchronousSettings;
}

/** What happens to events of asynchronous invocations that fail. */
export interface AsynchronousSettings {
  readonly retries: number;
  readonly maximumAgeSeconds: number;
  /** Gets the event unchanged. */
  readonly deadLetterArn: string | undefined;
  /** Gets the event with an account of the failure. */
  readonly onFailureArn: string | undefined;
}

const functionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  MemorySize: z._default(number, 128),
  Timeout: z._default(number, 3),
  ReservedConcurrentExecutions: z.optional(number),
  Environment: z.optional(
    z.object({ Variables: z.optional(z.record(z.string(), z.coerce.string())) }),
  ),
  DeadLetterConfig: z.optional(z.object({ TargetArn: z.optional(z.string()) })),
});

const invokeConfigProperties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z._default(number, 2),
  MaximumEventAgeInSeconds: z._default(number, 21_600),
  DestinationConfig: z.optional(
    z.object({ OnFailure: z.optional(z.object({ Destination: z.optional(z.string()) })) }),
  ),
});

type InvokeConfig = z.infer<typeof invokeConfigProperties>;

export const functionResources = (
  resources: readonly ResolvedResource[],
): readonly FunctionResource[] => {
  const invokeConfigs = resourcesOfType(
    resources,
    'AWS::Lambda::EventInvokeConfig',
    ({ properties }) => invokeConfigProperties.parse(properties),
  );
  return resourcesOfType(resources, 'AWS::Lambda::Function', (resource) =>
    readFunction(
      resource,
      invokeConfigs.find(({ FunctionName }) => nameInArn(FunctionName) === resource.name),
    ),
  );
};

const readFunction = (
  { name, properties }: ResolvedResource,
  config: InvokeConfig | undefined,
): FunctionResource => {
  const parsed = functionProperties.parse(properties);
  return {
    key: basename(parsed.Code.S3Key, '.zip'),
    name,
    handler: parsed.Handler,
    memoryMegabytes: parsed.MemorySize,
    timeoutSeconds: parsed.Timeout,
    environment: parsed.Environment?.Variables ?? {},
    reservedConcurrency: parsed.ReservedConcurrentExecutions,
    asynchronous: {
      retries: config?.MaximumRetryAttempts ?? 2,
      maximumAgeSeconds: config?.MaximumEventAgeInSeconds ?? 21_600,
      deadLetterArn: parsed.DeadLetterConfig?.TargetArn,
      onFailureArn: config?.DestinationConfig?.OnFailure?.Destination,
    },
  };
};
