import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { InvocationResult } from '../lambda/function-pool.ts';
import { judgeBatch } from './batch-answer.ts';
import {
  MAX_EVENT_BYTES,
  recordBytes,
  type SqsEvent,
  type SqsRecord,
  splitBySize,
  toSqsRecord,
} from './sqs-event.ts';

/** Settings of an event source mapping that may change while it runs. */
export interface QueuePollerSettings {
  /** Records per invocation, 1 to 10,000. */
  readonly batchSize: number;
  /** How long a batch may wait to fill up, 0 to 300; at least 1 above a batch size of 10. */
  readonly batchingWindowSeconds: number;
  /** Invocations at a time. */
  readonly maximumConcurrency: number;
  /** ReportBatchItemFailures. */
  readonly reportsItemFailures: boolean;
}

export interface QueuePollerCounts {
  readonly received: number;
  readonly invocations: number;
  readonly deleted: number;
  /** Left in the queue, to come back when their visibility runs out. */
  readonly kept: number;
  readonly runningInvocations: number;
}

/** Lambda's event source mapping for one queue. */
export interface QueuePoller {
  readonly settings: () => QueuePollerSettings;
  readonly change: (settings: Partial<QueuePollerSettings>) => void;
  readonly enable: () => void;
  /** Stops receiving; resolves when nothing is being received or run any more. */
  readonly disable: () => Promise<void>;
  readonly counts: () => QueuePollerCounts;
  /** Stops receiving at once, and lets running invocations end for that long. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export interface QueuePollerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly settings: QueuePollerSettings;
  readonly invoke: (event: SqsEvent) => Promise<InvocationResult>;
  /** Something went wrong that the poller will try again. */
  readonly onProblem: (problem: string) => void;
  /** How long an empty receive waits, 0 to 20. AWS waits 20; here disabling must not take that long. */
  readonly waitSeconds?: number;
  /** Starts receiving at once unless false. */
  readonly enabled?: boolean;
}

/** Batches that are being gathered at a time, while the queue is quiet and while messages pile up. */
const QUIET_RECEIVERS = 2;
const BUSY_RECEIVERS = 5;
/** Receives at a time for one batch, while they come back full: as many as Lambda begins with. */
const PARALLEL_RECEIVES = 5;
/** The most that SQS gives and takes at once. */
const SQS_BATCH = 10;
/**
 * Between looks at a queue that gave less than was asked for, while a batch waits to fill up: a fifth of its window, and no less than this.
 * Lambda's receives wait for messages; here a look takes at once all that have come since the last, which is as few requests.
 */
const SHORTEST_STEP_MS = 400;
const LOOKS_PER_WINDOW = 5;
const DELETE_ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

const chunksOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );

/** The name of what went wrong; texts of engines may quote a message. */
const problemName = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;

/** @throws RangeError naming the setting, with the limits that Lambda sets */
const checked = (settings: QueuePollerSettings): QueuePollerSettings => {
  const { batchSize, batchingWindowSeconds, maximumConcurrency } = settings;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10_000)
    throw new RangeError(`batchSize must be 1 to 10000, not ${batchSize}`);
  if (batchingWindowSeconds < 0 || batchingWindowSeconds > 300) {
    throw new RangeError(`batchingWindowSeconds must be 0 to 300, not ${batchingWindowSeconds}`);
  }
  if (batchSize > SQS_BATCH && batchingWindowSeconds < 1) {
    throw new RangeError(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  if (!Number.isInteger(maximumConcurrency) || maximumConcurrency < 1) {
    throw new RangeError(`maximumConcurrency must be at least 1, not ${maximumConcurrency}`);
  }
  return settings;
};

/**
 * Feeds a function from a queue as Lambda's event source mapping does.
 *
 * It receives only what it may invoke at once; deletes what the function handled, ten at a time; and does nothing with the rest, which
 * comes back when its visibility runs out and moves to the dead-letter queue by the queue's own redrive policy. No error of the queue ends
 * it. What AWS does beyond that (scaling up over minutes, slowing down after errors) it does not do.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const startQueuePoller = (options: QueuePollerOptions): QueuePoller => {
  const { sqs, queueUrl, queueArn, region, invoke, onProblem, waitSeconds = 2 } = options;
  const stopped = new AbortController();
  let settings = checked(options.settings);
  let enabled = options.enabled ?? true;
  let receivers = 0;
  let running = 0;
  let quiet = true;
  let failuresInARow = 0;
  let counts = { received: 0, invocations: 0, deleted: 0, kept: 0 };
  let settled: (() => void)[] = [];

  const receive = async (most: number, wait: number): Promise<readonly SqsRecord[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(SQS_BATCH, most),
        WaitTimeSeconds: wait,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: stopped.signal },
    );
    counts = { ...counts, received: counts.received + Messages.length };
    return Messages.map((message) => toSqsRecord(message, queueArn, region));
  };

  /** Several receives at a time; one that fails loses nothing of the others. */
  const receiveWave = async (asked: number): Promise<readonly SqsRecord[]> => {
    const sizes = Array.from({ length: Math.ceil(asked / SQS_BATCH) }, (_, at) =>
      Math.min(SQS_BATCH, asked - at * SQS_BATCH),
    );
    const answers = await Promise.allSettled(sizes.map((size) => receive(size, 0)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };

  const gather = async (): Promise<readonly SqsRecord[]> => {
    const { batchSize, batchingWindowSeconds } = settings;
    const batch = [...(await receive(batchSize, waitSeconds))];
    const windowMs = batchingWindowSeconds * 1000;
    const closesAtMs = performance.now() + windowMs;
    const stepMs = Math.max(SHORTEST_STEP_MS, windowMs / LOOKS_PER_WINDOW);
    let bytes = batch.reduce((total, record) => total + recordBytes(record), 0);
    let parallel = batch.length === SQS_BATCH ? PARALLEL_RECEIVES : 1;
    while (
      batch.length > 0 &&
      batch.length < batchSize &&
      bytes < MAX_EVENT_BYTES &&
      performance.now() < closesAtMs &&
      enabled
    ) {
      const asked = Math.min(batchSize - batch.length, parallel * SQS_BATCH);
      const more = await receiveWave(asked);
      batch.push(...more);
      bytes += more.reduce((total, record) => total + recordBytes(record), 0);
      const isFull = more.length === asked;
      parallel = isFull ? PARALLEL_RECEIVES : 1;
      if (!isFull)
        await sleep(Math.max(0, Math.min(stepMs, closesAtMs - performance.now())), stopped.signal);
    }
    return batch;
  };

  const deleteSome = async (records: readonly SqsRecord[], attempt = 1): Promise<void> => {
    if (records.length === 0) return;
    let failed: readonly SqsRecord[] = records;
    try {
      const Entries = records.map(({ receiptHandle }, at) => ({
        Id: String(at),
        ReceiptHandle: receiptHandle,
      }));
      const answer = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const failedIds = new Set((answer.Failed ?? []).map(({ Id }) => Id));
      failed = records.filter((_, at) => failedIds.has(String(at)));
    } catch (error) {
      onProblem(`delete failed: ${problemName(error)}`);
    }
    counts = { ...counts, deleted: counts.deleted + records.length - failed.length };
    if (failed.length === 0) return;
    if (attempt === DELETE_ATTEMPTS)
      return onProblem(
        `${failed.length} handled messages could not be deleted and will come again`,
      );
    await sleep(FIRST_BACKOFF_MS * attempt);
    return deleteSome(failed, attempt + 1);
  };

  const runOne = async (event: SqsEvent): Promise<void> => {
    counts = { ...counts, invocations: counts.invocations + 1 };
    const result = await invoke(event);
    const verdict = judgeBatch(
      result,
      new Set(event.Records.map(({ messageId }) => messageId)),
      settings.reportsItemFailures,
    );
    if (verdict.kind === 'keep-all')
      onProblem(`a batch of ${event.Records.length} failed: ${verdict.reason}`);
    const handled =
      verdict.kind === 'keep-all'
        ? []
        : event.Records.filter(
            ({ messageId }) => verdict.kind === 'delete-all' || !verdict.keep.has(messageId),
          );
    counts = { ...counts, kept: counts.kept + event.Records.length - handled.length };
    await Promise.all(chunksOf(handled, SQS_BATCH).map((chunk) => deleteSome(chunk)));
  };

  const runBatch = async (batch: readonly SqsRecord[]): Promise<void> => {
    running += 1;
    try {
      for (const event of splitBySize(batch)) await runOne(event);
    } catch (error) {
      onProblem(`an invocation could not be made: ${problemName(error)}`);
    } finally {
      running -= 1;
      proceed();
    }
  };

  const receiveBatch = async (): Promise<void> => {
    receivers += 1;
    try {
      const batch = await gather();
      failuresInARow = 0;
      // Only a full batch shows that more is waiting than one receiver takes.
      quiet = batch.length < settings.batchSize;
      if (batch.length > 0) void runBatch(batch);
    } catch (error) {
      if (!stopped.signal.aborted) {
        failuresInARow += 1;
        onProblem(`receive failed: ${problemName(error)}`);
        await sleep(
          Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failuresInARow),
          stopped.signal,
        );
      }
    } finally {
      receivers -= 1;
      proceed();
    }
  };

  /** With a window one batch fills up at a time: several would share the messages and each come half empty. */
  const mostReceivers = (): number => {
    if (settings.batchingWindowSeconds > 0) return 1;
    return quiet ? QUIET_RECEIVERS : BUSY_RECEIVERS;
  };

  const proceed = (): void => {
    while (
      enabled &&
      receivers < mostReceivers() &&
      receivers + running < settings.maximumConcurrency
    ) {
      void receiveBatch();
    }
    if (receivers > 0 || running > 0) return;
    for (const resolve of settled) resolve();
    settled = [];
  };

  const whenSettled = (): Promise<void> =>
    new Promise((resolve) => {
      settled.push(resolve);
      proceed();
    });

  proceed();

  return {
    settings: () => settings,
    change: (changes) => {
      settings = checked({ ...settings, ...changes });
      proceed();
    },
    enable: () => {
      enabled = !stopped.signal.aborted;
      proceed();
    },
    disable: () => {
      enabled = false;
      return whenSettled();
    },
    counts: () => ({ ...counts, runningInvocations: running }),
    stop: async (graceMs) => {
      enabled = false;
      stopped.abort();
      const grace = new AbortController();
      await Promise.race([whenSettled(), sleep(graceMs, grace.signal)]);
      grace.abort();
    },
  };
};
