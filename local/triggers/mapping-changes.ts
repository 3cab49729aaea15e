import * as z from 'zod/mini';
import type { QueuePollerSettings } from './queue-poller-settings.ts';

/**
 * Body of UpdateEventSourceMapping, with the members that Lambda accepts for a queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export const mappingChanges = z.object({
  BatchSize: z.optional(z.int()),
  MaximumBatchingWindowInSeconds: z.optional(z.int()),
  ScalingConfig: z.optional(
    z.object({ MaximumConcurrency: z.optional(z.int().check(z.minimum(2), z.maximum(1000))) }),
  ),
  Enabled: z.optional(z.boolean()),
  FunctionResponseTypes: z.optional(z.array(z.enum(['ReportBatchItemFailures']))),
});

export type MappingChanges = z.infer<typeof mappingChanges>;

/** The changes that concern the poller's settings. */
export const settingsIn = ({
  BatchSize,
  MaximumBatchingWindowInSeconds,
  ScalingConfig,
  FunctionResponseTypes,
}: MappingChanges): Partial<QueuePollerSettings> => ({
  ...(BatchSize === undefined ? {} : { batchSize: BatchSize }),
  ...(MaximumBatchingWindowInSeconds === undefined
    ? {}
    : { batchingWindowSeconds: MaximumBatchingWindowInSeconds }),
  ...(ScalingConfig?.MaximumConcurrency === undefined
    ? {}
    : { maximumConcurrency: ScalingConfig.MaximumConcurrency }),
  ...(FunctionResponseTypes === undefined
    ? {}
    : { reportsItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures') }),
});
