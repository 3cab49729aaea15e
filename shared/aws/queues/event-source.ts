import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { Lane } from '../../email/streams.ts';
import type { EventSource } from '../../pacing/event-source.ts';
import type { EventSourceSettings } from '../../pacing/event-source-settings.ts';

/** States in which Lambda accepts a change; in all others a change is under way. */
const settledStates: ReadonlyMap<string | undefined, boolean> = new Map([
  ['Enabled', true],
  ['Disabled', false],
]);

/**
 * The event source mapping of one queue.
 *
 * @param uuid - id of the mapping
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const eventSource = (client: LambdaClient, lane: Lane, uuid: string): EventSource => ({
  lane,
  read: async () => {
    const mapping = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
    const isEnabled = settledStates.get(mapping.State);
    return isEnabled === undefined ? undefined : settingsOf(mapping, isEnabled);
  },
  change: async ({ batchSize, batchingWindowSeconds, maximumConcurrency, isEnabled }) => {
    try {
      await client.send(
        new UpdateEventSourceMappingCommand({
          UUID: uuid,
          BatchSize: batchSize,
          MaximumBatchingWindowInSeconds: batchingWindowSeconds,
          ScalingConfig: { MaximumConcurrency: maximumConcurrency },
          Enabled: isEnabled,
        }),
      );
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  },
});

/** Whether Lambda refused a change because another one is under way. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'ResourceInUseException' || error.name === 'ResourceConflictException');

/** Lambda's defaults, for settings that a mapping does not state. */
const defaults = { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 1_000 } as const;

const settingsOf = (
  {
    BatchSize = defaults.batchSize,
    MaximumBatchingWindowInSeconds = defaults.batchingWindowSeconds,
    ScalingConfig,
  }: EventSourceMappingConfiguration,
  isEnabled: boolean,
): EventSourceSettings => ({
  batchSize: BatchSize,
  batchingWindowSeconds: MaximumBatchingWindowInSeconds,
  maximumConcurrency: ScalingConfig?.MaximumConcurrency ?? defaults.maximumConcurrency,
  isEnabled,
});

/**
 * Whether Lambda reads a queue: false when its event source mapping is disabled or deleted.
 *
 * @param uuid - id of the mapping
 */
export const isRead = (client: LambdaClient, uuid: string) => async (): Promise<boolean> => {
  try {
    const { State } = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
    return settledStates.get(State) !== false;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
};
