import { type BackOff, backOffMs } from '../../shared/system/back-off.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { interruptibleSleep } from './interruptible-sleep.ts';
import type { QueuePollerSettings } from './queue-poller-settings.ts';
import type { SqsRecord } from './sqs-event.ts';

/** Loop that gathers and runs as many batches at once as the settings and the queue allow. */
export interface PollingLoop {
  /** Begins to gather batches if there is room; must be called after every change. */
  readonly proceed: () => void;
  /** Resolves when no batch is being gathered or run. */
  readonly whenSettled: () => Promise<void>;
  readonly runningBatches: () => number;
}

export interface PollingLoopOptions {
  readonly settings: () => QueuePollerSettings;
  readonly isEnabled: () => boolean;
  readonly gather: () => Promise<readonly SqsRecord[]>;
  /** Never rejects. */
  readonly run: (batch: readonly SqsRecord[]) => Promise<void>;
  readonly onProblem: (problem: string) => void;
  readonly stopped: AbortSignal;
}

/** Number of batches gathered at a time, while the queue is quiet and while messages pile up. */
const QUIET_RECEIVERS = 2;
const BUSY_RECEIVERS = 5;

/** Exponential back-off between failed receives. */
const backOff: BackOff = { firstMs: 200, lastMs: 5_000 };

/** Creates a loop that has not begun. */
export const createPollingLoop = (options: PollingLoopOptions): PollingLoop => {
  const { settings, isEnabled, gather, run, onProblem, stopped } = options;
  let receivers = 0;
  let running = 0;
  let isQuiet = true;
  let failuresInARow = 0;
  let settled: (() => void)[] = [];

  const receiveBatch = async (): Promise<void> => {
    receivers += 1;
    try {
      const batch = await gather();
      failuresInARow = 0;
      // Only a full batch shows that more messages wait than one receiver takes.
      isQuiet = batch.length < settings().batchSize;
      if (batch.length > 0) void handleBatch(batch);
    } catch (error) {
      if (!stopped.aborted) {
        failuresInARow += 1;
        onProblem(`receive failed: ${nameOfError(error)}`);
        await interruptibleSleep(backOffMs(backOff, failuresInARow), stopped);
      }
    } finally {
      receivers -= 1;
      proceed();
    }
  };

  const handleBatch = async (batch: readonly SqsRecord[]): Promise<void> => {
    running += 1;
    await run(batch);
    running -= 1;
    proceed();
  };

  const hasRoom = (): boolean =>
    receivers < mostReceivers(settings(), isQuiet) &&
    receivers + running < settings().maximumConcurrency;

  const proceed = (): void => {
    while (isEnabled() && hasRoom()) void receiveBatch();
    if (receivers > 0 || running > 0) return;
    for (const resolve of settled) resolve();
    settled = [];
  };

  const whenSettled = (): Promise<void> =>
    new Promise((resolve) => {
      settled.push(resolve);
      proceed();
    });

  return { proceed, whenSettled, runningBatches: () => running };
};

/**
 * With a batching window only one batch is gathered at a time: several would share the messages and
 * be half empty.
 */
const mostReceivers = (
  { batchingWindowSeconds }: QueuePollerSettings,
  isQuiet: boolean,
): number => {
  if (batchingWindowSeconds > 0) return 1;
  return isQuiet ? QUIET_RECEIVERS : BUSY_RECEIVERS;
};
