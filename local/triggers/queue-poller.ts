import type { SQSClient } from '@aws-sdk/client-sqs';
import type { InvocationResult } from '../lambda/invocation.ts';
import { gatherBatch } from './gather-batch.ts';
import { interruptibleSleep } from './interruptible-sleep.ts';
import { noPollCounts, type PollCounts } from './poll-counts.ts';
import { createPollingLoop, type PollingLoop } from './polling-loop.ts';
import { checkSettings, type QueuePollerSettings } from './queue-poller-settings.ts';
import { createQueueReceiver } from './queue-receiver.ts';
import { runBatch } from './run-batch.ts';
import type { SqsEvent } from './sqs-event.ts';

/** Counts of a poller since its start. */
export interface QueuePollerCounts extends Readonly<PollCounts> {
  readonly runningInvocations: number;
}

/** Lambda's event source mapping for one queue. */
export interface QueuePoller {
  readonly settings: () => QueuePollerSettings;
  readonly change: (settings: Partial<QueuePollerSettings>) => void;
  readonly enable: () => void;
  /** Stops receiving; resolves when no receive and no invocation is in progress. */
  readonly disable: () => Promise<void>;
  readonly counts: () => QueuePollerCounts;
  /** Stops receiving at once, and gives running invocations this time to end; ms. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export interface QueuePollerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly settings: QueuePollerSettings;
  readonly invoke: (event: SqsEvent) => Promise<InvocationResult>;
  /** Reports a problem after which the poller will retry. */
  readonly onProblem: (problem: string) => void;
  /** Long-polling time, 0 to 20 s. AWS waits 20 s; here disabling must not take that long. */
  readonly waitSeconds?: number;
  /** Starts receiving at once unless false. */
  readonly enabled?: boolean;
}

/**
 * Feeds a function from a queue as Lambda's event source mapping does.
 *
 * It receives only as many messages as it may invoke at once, and deletes those that the function
 * handled, ten at a time. It leaves the rest, which are redelivered when their visibility timeout
 * ends and move to the dead-letter queue by the queue's own redrive policy. No error of the queue
 * ends it. Unlike AWS it does not scale up over minutes or slow down after errors.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const startQueuePoller = (options: QueuePollerOptions): QueuePoller => {
  const { waitSeconds = 2 } = options;
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  const counts = noPollCounts();
  let settings = checkSettings(options.settings);
  let enabled = options.enabled ?? true;
  const isEnabled = (): boolean => enabled;
  const receiver = createQueueReceiver({ ...options, counts, stopped });
  const running = {
    ...options,
    counts,
    reportsItemFailures: () => settings.reportsItemFailures,
  };
  const loop = createPollingLoop({
    settings: () => settings,
    isEnabled,
    gather: () => gatherBatch({ receiver, settings, waitSeconds, isEnabled, stopped }),
    run: (batch) => runBatch(running, batch),
    onProblem: options.onProblem,
    stopped,
  });
  loop.proceed();

  return {
    settings: () => settings,
    change: (changes) => {
      settings = checkSettings({ ...settings, ...changes });
      loop.proceed();
    },
    enable: () => {
      enabled = !stopped.aborted;
      loop.proceed();
    },
    disable: () => {
      enabled = false;
      return loop.whenSettled();
    },
    counts: () => ({ ...counts, runningInvocations: loop.runningBatches() }),
    stop: (graceMs) => {
      enabled = false;
      stopping.abort();
      return settleWithin(loop, graceMs);
    },
  };
};

const settleWithin = async (loop: PollingLoop, graceMs: number): Promise<void> => {
  const grace = new AbortController();
  await Promise.race([loop.whenSettled(), interruptibleSleep(graceMs, grace.signal)]);
  grace.abort();
};
