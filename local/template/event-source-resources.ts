import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { nameInArn } from './name-in-arn.ts';
import { flag, number } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

/** Event source mapping of a queue. */
export interface EventSourceResource {
  readonly uuid: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
  readonly enabled: boolean;
}

/** Number of concurrent batches with which Lambda starts when the mapping sets no maximum. */
const DEFAULT_CONCURRENCY = 5;

const properties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z._default(number, 10),
  MaximumBatchingWindowInSeconds: z._default(number, 0),
  Enabled: z._default(flag, true),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  ScalingConfig: z.optional(z.object({ MaximumConcurrency: z.optional(number) })),
});

export const eventSourceResources = (
  resources: readonly ResolvedResource[],
): readonly EventSourceResource[] =>
  resourcesOfType(resources, 'AWS::Lambda::EventSourceMapping', readMapping).filter(
    ({ queueArn }) => queueArn.startsWith('arn:aws:sqs:'),
  );

const readMapping = (mapping: ResolvedResource): EventSourceResource => {
  const parsed = properties.parse(mapping.properties);
  return {
    uuid: mapping.ref,
    queueArn: parsed.EventSourceArn,
    functionName: nameInArn(parsed.FunctionName),
    batchSize: parsed.BatchSize,
    batchingWindowSeconds: parsed.MaximumBatchingWindowInSeconds,
    maximumConcurrency: parsed.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
    reportsItemFailures: parsed.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    enabled: parsed.Enabled,
  };
};
