import * as z from 'zod/mini';
import type { QueuePoller } from './queue-poller.ts';

/** A change that Lambda would take: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const mappingChanges = z.object({
  BatchSize: z.optional(z.int()),
  MaximumBatchingWindowInSeconds: z.optional(z.int()),
  ScalingConfig: z.optional(
    z.object({ MaximumConcurrency: z.optional(z.int().check(z.minimum(2), z.maximum(1000))) }),
  ),
  Enabled: z.optional(z.boolean()),
});

export type MappingChanges = z.infer<typeof mappingChanges>;

/** As Lambda describes a mapping; `LastModified` in seconds. */
export interface MappingDescription {
  readonly UUID: string;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly LastModified: number;
  readonly State: 'Enabled' | 'Disabled' | 'Enabling' | 'Disabling' | 'Updating';
  readonly StateTransitionReason: string;
  readonly FunctionResponseTypes: readonly string[];
  readonly ScalingConfig: { readonly MaximumConcurrency: number };
}

export type ChangeAnswer =
  | { readonly kind: 'changed'; readonly description: MappingDescription }
  /** A change before this one is still under way. */
  | { readonly kind: 'in-use' }
  | { readonly kind: 'invalid'; readonly message: string };

/** An event source mapping: a poller, and what Lambda's API says of it. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly functionArn: string;
  readonly queueArn: string;
  readonly poller: QueuePoller;
  /** Lets it poll, unless it has been disabled before. */
  readonly begin: () => void;
  readonly describe: () => MappingDescription;
  readonly change: (changes: MappingChanges) => ChangeAnswer;
}

export interface EventSourceMappingOptions {
  readonly uuid: string;
  readonly functionArn: string;
  readonly queueArn: string;
  /** Does not poll yet. */
  readonly poller: QueuePoller;
  readonly isEnabled: boolean;
  readonly now: () => number;
}

/** Puts a poller behind Lambda's API. Changes take effect at once; one that is disabled is busy until its last batch has ended. */
export const createEventSourceMapping = (
  options: EventSourceMappingOptions,
): EventSourceMapping => {
  const { uuid, functionArn, queueArn, poller, now } = options;
  let { isEnabled } = options;
  let hasBegun = false;
  let isDisabling = false;
  let changedAtMs = now();

  const describe = (): MappingDescription => {
    const { batchSize, batchingWindowSeconds, maximumConcurrency, reportsItemFailures } =
      poller.settings();
    return {
      UUID: uuid,
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: batchingWindowSeconds,
      EventSourceArn: queueArn,
      FunctionArn: functionArn,
      LastModified: changedAtMs / 1000,
      State: isEnabled ? 'Enabled' : isDisabling ? 'Disabling' : 'Disabled',
      StateTransitionReason: 'USER_INITIATED',
      FunctionResponseTypes: reportsItemFailures ? ['ReportBatchItemFailures'] : [],
      ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    };
  };

  const disable = async (): Promise<void> => {
    isDisabling = true;
    await poller.disable();
    isDisabling = false;
  };

  /** Says what has changed as Lambda does while it is not yet done. */
  const turn = (wanted: boolean | undefined): 'Updating' | 'Enabling' | 'Disabling' => {
    if (wanted === undefined || wanted === isEnabled) return 'Updating';
    isEnabled = wanted;
    if (hasBegun && wanted) poller.enable();
    if (hasBegun && !wanted) void disable();
    return wanted ? 'Enabling' : 'Disabling';
  };

  const change = ({
    BatchSize,
    MaximumBatchingWindowInSeconds,
    ScalingConfig,
    Enabled,
  }: MappingChanges): ChangeAnswer => {
    if (isDisabling) return { kind: 'in-use' };
    try {
      poller.change({
        ...(BatchSize === undefined ? {} : { batchSize: BatchSize }),
        ...(MaximumBatchingWindowInSeconds === undefined
          ? {}
          : { batchingWindowSeconds: MaximumBatchingWindowInSeconds }),
        ...(ScalingConfig?.MaximumConcurrency === undefined
          ? {}
          : { maximumConcurrency: ScalingConfig.MaximumConcurrency }),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { kind: 'invalid', message: error.message };
    }
    changedAtMs = now();
    const State = turn(Enabled);
    return { kind: 'changed', description: { ...describe(), State } };
  };

  return {
    uuid,
    functionArn,
    queueArn,
    poller,
    begin: () => {
      hasBegun = true;
      if (isEnabled) poller.enable();
    },
    describe,
    change,
  };
};
