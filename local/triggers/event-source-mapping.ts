import { type MappingChanges, settingsIn } from './mapping-changes.ts';
import type { QueuePoller } from './queue-poller.ts';

export type MappingState = 'Enabled' | 'Disabled' | 'Enabling' | 'Disabling' | 'Updating';

/** A mapping as Lambda's API describes it; `LastModified` in seconds. */
export interface MappingDescription {
  readonly UUID: string;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly LastModified: number;
  readonly State: MappingState;
  readonly StateTransitionReason: string;
  readonly FunctionResponseTypes: readonly string[];
  readonly ScalingConfig: { readonly MaximumConcurrency: number };
}

export type ChangeAnswer =
  | { readonly kind: 'changed'; readonly description: MappingDescription }
  /** A change is refused because an earlier one is still in progress. */
  | { readonly kind: 'in-use' }
  | { readonly kind: 'invalid'; readonly message: string };

/** An event source mapping: a poller that Lambda's API controls. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly functionArn: string;
  readonly queueArn: string;
  readonly poller: QueuePoller;
  /** Starts polling, unless the mapping is disabled. */
  readonly begin: () => void;
  readonly describe: () => MappingDescription;
  readonly change: (changes: MappingChanges) => ChangeAnswer;
}

export interface EventSourceMappingOptions {
  readonly uuid: string;
  readonly functionArn: string;
  readonly queueArn: string;
  /** A poller that has not started yet. */
  readonly poller: QueuePoller;
  readonly isEnabled: boolean;
  readonly now: () => number;
}

/**
 * Wraps a poller for Lambda's API. Changes take effect at once; a disabled mapping is busy until
 * its last batch has ended.
 */
export const createEventSourceMapping = (
  options: EventSourceMappingOptions,
): EventSourceMapping => {
  const { uuid, functionArn, queueArn, poller, now } = options;
  let { isEnabled } = options;
  let hasBegun = false;
  let isDisabling = false;
  let changedAtMs = now();

  const describe = (): MappingDescription => {
    const state = isEnabled ? 'Enabled' : isDisabling ? 'Disabling' : 'Disabled';
    return describeMapping(options, state, changedAtMs);
  };

  const disable = async (): Promise<void> => {
    isDisabling = true;
    await poller.disable();
    isDisabling = false;
  };

  /** @returns the state that Lambda reports while the change is in progress */
  const turn = (wanted: boolean | undefined): MappingState => {
    if (wanted === undefined || wanted === isEnabled) return 'Updating';
    isEnabled = wanted;
    if (hasBegun && wanted) poller.enable();
    if (hasBegun && !wanted) void disable();
    return wanted ? 'Enabling' : 'Disabling';
  };

  const change = (changes: MappingChanges): ChangeAnswer => {
    if (isDisabling) return { kind: 'in-use' };
    try {
      poller.change(settingsIn(changes));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { kind: 'invalid', message: error.message };
    }
    changedAtMs = now();
    const State = turn(changes.Enabled);
    return { kind: 'changed', description: { ...describe(), State } };
  };

  const begin = (): void => {
    hasBegun = true;
    if (isEnabled) poller.enable();
  };

  return { uuid, functionArn, queueArn, poller, begin, describe, change };
};

const describeMapping = (
  { uuid, functionArn, queueArn, poller }: EventSourceMappingOptions,
  State: MappingState,
  changedAtMs: number,
): MappingDescription => {
  const { batchSize, batchingWindowSeconds, maximumConcurrency, reportsItemFailures } =
    poller.settings();
  return {
    UUID: uuid,
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: batchingWindowSeconds,
    EventSourceArn: queueArn,
    FunctionArn: functionArn,
    LastModified: changedAtMs / 1000,
    State,
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes: reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ScalingConfig: { MaximumConcurrency: maximumConcurrency },
  };
};
