import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { PollCounts } from './poll-counts.ts';
import { SQS_BATCH } from './queue-receiver.ts';
import type { SqsRecord } from './sqs-event.ts';

const ATTEMPTS = 3;
/** Pause after the first attempt; after the n-th it is n times as long. */
const PAUSE_MS = 100;

export interface DeleteOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly counts: PollCounts;
  readonly onProblem: (problem: string) => void;
}

/** Deletes records from their queue, ten at a time, and retries those that fail. Never rejects. */
export const deleteRecords = async (
  options: DeleteOptions,
  records: readonly SqsRecord[],
): Promise<void> => {
  await Promise.all(chunksOf(records, SQS_BATCH).map((chunk) => deleteChunk(options, chunk)));
};

const deleteChunk = async (
  options: DeleteOptions,
  records: readonly SqsRecord[],
  attempt = 1,
): Promise<void> => {
  const failed = await deleteOnce(options, records);
  options.counts.deleted += records.length - failed.length;
  if (failed.length === 0) return;
  if (attempt === ATTEMPTS)
    return options.onProblem(
      `${failed.length} handled messages could not be deleted and will be redelivered`,
    );
  await sleep(PAUSE_MS * attempt);
  return deleteChunk(options, failed, attempt + 1);
};

/** @returns the records that were not deleted */
const deleteOnce = async (
  { sqs, queueUrl, onProblem }: DeleteOptions,
  records: readonly SqsRecord[],
): Promise<readonly SqsRecord[]> => {
  const Entries = records.map(({ receiptHandle }, at) => ({
    Id: String(at),
    ReceiptHandle: receiptHandle,
  }));
  try {
    const answer = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const failedIds = new Set((answer.Failed ?? []).map(({ Id }) => Id));
    return records.filter((_, at) => failedIds.has(String(at)));
  } catch (error) {
    onProblem(`delete failed: ${nameOfError(error)}`);
    return records;
  }
};

const chunksOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
